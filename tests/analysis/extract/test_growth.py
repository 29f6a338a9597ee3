"""No file makes the analyser's work grow faster than the file: twice the input takes at most 2.5 times as long.

Measured in processor time, on inputs that take long enough to be measured. A busy machine makes a measurement longer,
never shorter, so the best of a few counts. Objects of other tests are frozen: the collector would go through them.
"""

import gc
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from analysis.document import Document
from analysis.extract.extract import extract
from analysis.extract.kinds import detect_kind
from analysis.failures import StepFailure
from analysis.structure.rules import structure

MOST = 2.5
ROUNDS = 3
LONG_ENOUGH = 0.25
"""Seconds that the smaller input must take; with less, the fixed costs would hide how the rest grows."""
LARGEST = 2**19
"""Characters. What is still fast at this size can't hold a worker."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def word(body: str = "<w:p/>", types: str = f'<Override PartName="/word/document.xml" ContentType="{TYPE}"/>') -> bytes:
    written = BytesIO()
    # Stored, not packed: what packs too well is refused before it is read.
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    return written.getvalue()


FIELD = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>a</w:t></w:r>'
ROW = "<w:tr><w:tc><w:p><w:r><w:t>a b</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr>"
HEAD = "Ada Lovelace\n"

FLOODS: dict[str, tuple[str, Callable[[int], str | bytes]]] = {
    "links of Markdown": ("md", lambda n: "# A B\n\n" + "[a](b) " * n),
    "open links of Markdown": ("md", lambda n: "# A B\n\n" + "[a](" * n),
    "a table of Markdown": ("md", lambda n: "# A B\n\n|a|b|\n|-|-|\n" + "|c|d|\n" * n),
    "brackets on one line": ("txt", lambda n: HEAD + "(1)" * n),
    "tabs on one line": ("txt", lambda n: HEAD + "a\t" * n),
    "digits on one line": ("txt", lambda n: HEAD + "1" * n),
    "blanks on one line": ("txt", lambda n: HEAD + "a" + " " * n + "b"),
    "one word": ("txt", lambda n: HEAD + "Abc" * n),
    "addresses on one line": ("txt", lambda n: HEAD + "a.b-c@d.e-f " * n),
    "dates on one line": ("txt", lambda n: HEAD + "Experience\n" + "2019 - 2020, " * n),
    "short lines": ("txt", lambda n: HEAD + "a\n" * n),
    "groups of RTF": ("rtf", lambda n: "{\\rtf1 " + "{a}" * n + "}"),
    "words of RTF": ("rtf", lambda n: "{\\rtf1 " + "\\b a\\b0 b" * n + "}"),
    "fields of RTF": ("rtf", lambda n: "{\\rtf1 " + "{\\field{\\*\\fldinst HYPERLINK" * n + "a}"),
    "classes of a style sheet": ("html", lambda n: "<html><style>" + ".a" * n + "</style><p>x y"),
    "comments of a style sheet": ("html", lambda n: "<html><style>" + "/*" * n + "</style><p>x y"),
    "rules of a style sheet": ("html", lambda n: "<html><style>" + ".a{b:c}" * n + "</style><p>x y"),
    "a table of HTML": ("html", lambda n: "<html><table>" + "<tr><td>a<td>b" * n),
    "fields of Word": ("docx", lambda n: word("<w:p>" + FIELD * n + "</w:p>")),
    "a table of Word": ("docx", lambda n: word("<w:tbl>" + ROW * n + "</w:tbl>")),
    "types of Word in one element": ("docx", lambda n: word(types="<a " + "wordprocessingml" * n + "/>")),
    "types of Word without an end": ("docx", lambda n: word(types="<a " + "PartName " * n)),
    "keys of JSON": ("json", lambda n: "{" + '"work" ' * n),
    "headers of an e-mail": ("eml", lambda n: "From: a\n" + "X-A: b\n" * n),
}


def seconds(path: Path) -> float:
    """Processor time of all that looks into a file: its kind, its text, its résumé."""
    gc.collect()
    gc.freeze()
    began = time.process_time()
    try:
        document: Document = extract(path, kind=detect_kind(path, name=path.name))
        structure(document)
    except StepFailure:
        pass  # refused, which costs time too
    spent = time.process_time() - began
    gc.unfreeze()
    return spent


@pytest.mark.parametrize("flood", FLOODS)
def test_twice_the_input_takes_about_twice_the_time(tmp_path: Path, flood: str) -> None:
    ending, made_of = FLOODS[flood]

    def timed(n: int) -> float:
        content = made_of(n)
        path = tmp_path / f"flood.{ending}"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return min(seconds(path) for _ in range(2))

    timed(50)  # loads what is loaded once
    n = 1_000
    while (once := timed(n)) < LONG_ENOUGH:
        n *= 2
        if len(made_of(n)) > LARGEST:
            return

    growth = []
    for _ in range(ROUNDS):
        growth.append(timed(2 * n) / once)
        if growth[-1] <= MOST:
            break
        once = max(once, timed(n))  # a machine that has become busier since is so for both
    assert min(growth) <= MOST
