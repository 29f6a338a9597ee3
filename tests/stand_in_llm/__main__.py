"""The stand-in as a program."""

import argparse
import threading

from tests import stand_in_llm
from tests.stand_in_llm import BEHAVIOURS, StandInLlm, split_script


def main() -> None:
    parser = argparse.ArgumentParser(
        description=stand_in_llm.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=9999)
    parser.add_argument("--script", default="ok", help="behaviours, with commas: " + ", ".join(BEHAVIOURS))
    arguments = parser.parse_args()
    with StandInLlm(*split_script(arguments.script), port=arguments.port) as llm:
        print(f"LLM_BASE_URL={llm.base_url} LLM_MODEL=stand-in  (Ctrl-C ends it)", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            pass


if __name__ == "__main__":
    main()
