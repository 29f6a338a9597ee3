"""The client is imported by a running call alone: web processes never pay for it."""

import subprocess
import sys

from analysis.structure.llm import step

PROGRAM = f"""
import sys
import {step.__name__}
print(sorted(name for name in sys.modules if name.split(".")[0] in {{"pydantic_ai", "openai", "httpx2"}}))
"""


def test_importing_the_step_imports_no_client() -> None:
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_without_the_extra_the_operator_is_told_what_to_install() -> None:
    program = """
import sys
sys.modules["pydantic_ai"] = None
from analysis.document import Document, Line, Page, Span
from analysis.failures import StepFailure
from analysis.structure.llm.step import LlmOptions, structure_with_llm
document = Document("txt", [Page(1, lines=[Line([Span("Jane")])])])
try:
    structure_with_llm(document, options=LlmOptions(base_url="http://127.0.0.1:9/v1", model="m"))
except StepFailure as failure:
    print(failure.code, failure.detail)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout.startswith("llm_misconfigured the package pydantic_ai")
    assert "install the extra 'llm'" in run.stdout
