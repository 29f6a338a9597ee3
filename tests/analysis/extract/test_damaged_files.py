"""Good documents, damaged at random: whatever is broken, a profile or a clear, permanent failure comes of it.

FUZZ_ROUNDS sets how many damaged copies of each document are tried; FUZZ_SEED where they begin.
"""

import io
import os
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import demo
from tests.analysis.extract.outcomes import Outcome, outcomes_of

ROUNDS = int(os.environ.get("FUZZ_ROUNDS", "10"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
SECONDS = 30

PLAIN = {
    "cv.html": b"<!DOCTYPE html><html><body><h1>Jane Example</h1><p>jane@example.org</p><h2>Experience</h2>"
    b"<ul><li>Engineer, Acme, 2019 &ndash; now</ul><table><tr><td>Skills</td><td>SQL &amp; C</td></tr></table></html>",
    "cv.md": b"# Jane Example\n\njane@example.org\n\n## Experience\n\n"
    b"- **Engineer**, [Acme](https://acme.example), 2019 - 2021\n",
    "cv.rtf": rb"{\rtf1\ansi{\fonttbl\f0\fswiss Arial;}\f0\pard {\b Jane Example}\par jane@example.org\par "
    rb"Experience\par {\*\generator x;}2019 \'96 2021 Engineer, Acme \u8364?\par}",
}
DOCUMENTS = {path.name: path.read_bytes() for path in demo.READABLE} | PLAIN


def flip(data: bytearray, at: random.Random) -> bytearray:
    for _ in range(at.randint(1, 20)):
        data[at.randrange(len(data))] = at.choice((0, 0xFF, 0x20, 0x3C, at.randrange(256)))
    return data


def cut(data: bytearray, at: random.Random) -> bytearray:
    return data[: at.randrange(1, len(data))]


def drop(data: bytearray, at: random.Random) -> bytearray:
    start = at.randrange(len(data))
    return data[:start] + data[start + at.randint(1, 200) :]


def repeat(data: bytearray, at: random.Random) -> bytearray:
    start = at.randrange(len(data))
    piece = data[start : start + at.randint(1, 300)]
    return data[:start] + piece * at.choice((2, 3, 500)) + data[start:]


def swap_numbers(data: bytearray, at: random.Random) -> bytearray:
    """Lengths, offsets and counts that are wrong by a lot."""
    digits = [index for index, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    for index in at.sample(digits, min(len(digits), at.randint(1, 10))):
        data[index] = at.randrange(0x30, 0x3A)
    return data


DAMAGES: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (flip, cut, drop, repeat, swap_numbers)


def damaged(content: bytes, at: random.Random) -> bytes:
    """A copy with one to three damages; of an archive, half of the time, to what is packed in it."""
    if content.startswith(b"PK") and at.random() < 0.5:
        return damaged_inside(content, at)
    data = bytearray(content)
    for _ in range(at.randint(1, 3)):
        data = at.choice(DAMAGES)(data or bytearray(b"x"), at)
    return bytes(data)


def damaged_inside(content: bytes, at: random.Random) -> bytes:
    copy = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as repacked:
        members = [member for member in packed.infolist() if member.file_size]
        texts = [member for member in members if member.filename in ("content.xml", "word/document.xml")]
        victims = (*texts, at.choice(members))
        for member in members:
            data = packed.read(member)
            if member in victims:
                data = bytes(at.choice(DAMAGES)(bytearray(data), at))
            repacked.writestr(member.filename, data)
    return copy.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("name", DOCUMENTS)
def test_whatever_is_damaged_the_end_is_a_profile_or_a_clear_failure(name: str, tmp_path: Path) -> None:
    at = random.Random(f"{SEED} {name}")
    paths = []
    for number in range(ROUNDS):
        (tmp_path / str(number)).mkdir()
        paths.append(tmp_path / str(number) / name)
        paths[-1].write_bytes(damaged(DOCUMENTS[name], at))

    for outcome in outcomes_of(paths):
        assert_is_clear(outcome)


def assert_is_clear(outcome: Outcome) -> None:
    assert outcome.seconds < SECONDS, outcome
    if outcome.failure is not None:
        assert outcome.failure.permanent, outcome
        assert "pload" in outcome.failure.message, outcome
        # An exception that nobody expected has its traceback there.
        assert "Traceback" not in outcome.failure.detail, outcome


def test_the_samples_are_fit_for_it(tmp_path: Path) -> None:
    for name, content in DOCUMENTS.items():
        (tmp_path / name).write_bytes(content)

    assert [str(outcome) for outcome in outcomes_of(tmp_path / name for name in DOCUMENTS) if outcome.failure] == []
