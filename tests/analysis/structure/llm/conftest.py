"""A stand-in server, a résumé, and a call of the step that shows what came of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analysis.document import Document, Line, Page, Span
from analysis.structure.llm.step import LlmOptions, LlmResult, structure_with_llm
from tests.stand_in_llm import StandInLlm

KEY = "sk-very-secret-4711"
RESUME_TEXT = """\
Jane Müller
jane.mueller@example.com · +49 (0)171 1234567
Engineer who has built and run services for hospitals and railways for more than ten years.
Skills
Python, Django, PostgreSQL
Experience
Acme Corporation, Senior Engineer, 03/2019 - present"""

Ask = Callable[..., LlmResult]


def document_of(text: str, *, links: list[str] | None = None) -> Document:
    """A document of one line for each line of the text; its last line carries the links."""
    lines = [Line([Span(line)]) for line in text.splitlines()]
    lines += [Line([Span("link", link=link)]) for link in links or []]
    return Document("txt", [Page(1, lines=lines)])


@pytest.fixture(scope="session", autouse=True)
def client_is_imported() -> None:
    """The import takes a second; deadlines in these tests are shorter."""
    import analysis.structure.llm.client  # noqa: F401


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine's own proxy would answer for hosts that don't exist."""
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def llm() -> Iterator[StandInLlm]:
    with StandInLlm() as server:
        yield server
    assert server.errors == []


@pytest.fixture
def ask(llm: StandInLlm) -> Ask:
    """`ask(document or text, **options)`: one call of the step at the stand-in, with a key and a short deadline."""

    def call(document: Document | str = RESUME_TEXT, **options: Any) -> LlmResult:
        given: dict[str, Any] = {"base_url": llm.base_url, "model": "stand-in", "api_key": KEY, "timeout": 5, **options}
        should_stop = given.pop("should_stop", lambda: False)
        document = document_of(document) if isinstance(document, str) else document
        return structure_with_llm(document, options=LlmOptions(**given), should_stop=should_stop)

    return call
