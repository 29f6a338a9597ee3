"""Names of uploads, as senders make them up."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.uploads.filenames import clean_filename


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini.pdf", "win.ini.pdf"),
        ("C:\\Users\\me\\cv.pdf", "cv.pdf"),
        ("resume.pdf\x00.exe", "resume.pdf.exe"),
        ("resume\r\nSet-Cookie: a=b.pdf", "resume Set-Cookie: a=b.pdf"),
        ("r\u202efdp.exe", "rfdp.exe"),
        ("\ufeffcv\u200b.pdf", "cv.pdf"),
        ("履歴書.pdf", "履歴書.pdf"),
        ("Lebenslauf Müller.PDF", "Lebenslauf Müller.PDF"),
        ("  my   cv .pdf ", "my cv.pdf"),
        ("resume", "resume"),
        ("con.pdf", "con.pdf"),
        ("\ud800cv.pdf", "cv.pdf"),
    ],
)
def test_a_name_keeps_what_can_be_seen_of_its_last_part(sent: str, shown: str) -> None:
    assert clean_filename(sent) == shown


@pytest.mark.parametrize("sent", ["", " ", ".", "..", "/", "\x00", "\u202e", "a/..", "...\n"])
def test_a_name_of_nothing_becomes_a_word(sent: str) -> None:
    assert clean_filename(sent) == "document"


@pytest.mark.parametrize("sent", [".pdf", "..pdf", " .pdf"])
def test_a_suffix_alone_gets_a_stem(sent: str) -> None:
    assert clean_filename(sent) == "document.pdf"


@pytest.mark.parametrize("letter", ["a", "é", "履", "😀", "e\u0301"])
def test_a_long_name_is_cut_between_characters_and_keeps_its_suffix(letter: str) -> None:
    cleaned = clean_filename(letter * 400 + ".docx")

    assert cleaned.endswith(".docx")
    assert 245 < len(cleaned.encode()) <= 255
    assert set(cleaned.removesuffix(".docx")) == set(unicodedata.normalize("NFC", letter))


@given(st.text())
def test_whatever_is_sent_the_name_can_be_stored_shown_and_saved(sent: str) -> None:
    cleaned = clean_filename(sent)

    assert 1 <= len(cleaned.encode()) <= 255
    assert not set(cleaned) & set("/\\\x00\r\n\u202e")
    assert cleaned not in (".", "..")
    assert not cleaned.startswith((".", " "))
    assert clean_filename(cleaned) == cleaned
