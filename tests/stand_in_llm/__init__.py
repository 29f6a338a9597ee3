"""A stand-in for a language model's server: real HTTP on loopback, OpenAI's chat completions, and a script of faults.

    python -m tests.stand_in_llm --port 9999 --script unavailable,slow:3,junk,ok

and start the product with `ANALYSIS_ENGINE=llm LLM_BASE_URL=http://127.0.0.1:9999/v1 LLM_MODEL=stand-in`. Each request
plays the next behaviour of the script; the last one goes on for ever. While it runs:

    curl http://127.0.0.1:9999/script                                  # what is to come, and how many requests came
    curl -X PUT http://127.0.0.1:9999/script -d unavailable,ok         # a new script; counts from 0 again

In tests: `with StandInLlm("junk", "ok") as llm: … llm.base_url … llm.requests`.
The answer of `ok` is made from the document in the request: its first line is the name, and it finds e-mail address,
phone and skills.
"""

# Importing these two fills BEHAVIOURS, by which a script names them.
from tests.stand_in_llm import refusals, transport  # noqa: F401
from tests.stand_in_llm.exchange import BEHAVIOURS, Request, completion
from tests.stand_in_llm.server import StandInLlm, split_script

__all__ = ["BEHAVIOURS", "Request", "StandInLlm", "completion", "split_script"]
