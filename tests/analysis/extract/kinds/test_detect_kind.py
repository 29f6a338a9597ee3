"""What a file is, by its content."""

import io
import random
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from analysis.extract.kinds import Kind, detect_kind
from analysis.failures import StepFailure
from tests.analysis.extract.kinds import files

HTML = b"<!DOCTYPE html><html><body><p>Jane Example, engineer</p></body></html>"
RTF = rb"{\rtf1\ansi Jane Example, engineer\par}"
MARKDOWN = b"# Jane Example\n\n## Experience\n\n- Engineer at **Acme**\n"
TEXT = b"Jane Example\njane@example.org\n\nExperience\n2019-2024 Engineer, Acme\n"
DAMAGED = {"unreadable_file", "too_large", "password_protected"}
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


def kind_of(content: bytes, name: str = "", max_bytes: int | None = None) -> Kind:
    return detect_kind(io.BytesIO(content), name=name, max_bytes=max_bytes)


def outcome_of(content: bytes) -> str:
    """The code of a refusal that can be shown, else the kind."""
    try:
        return kind_of(content)
    except StepFailure as failure:
        refusal = failure
    assert refusal.permanent
    assert refusal.message
    return refusal.code


def refusal_of(content: bytes, name: str = "", max_bytes: int | None = None) -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        kind_of(content, name, max_bytes)
    return caught.value


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, Kind.PDF),
        (b"\n\n junk before it %PDF-1.4\n1 0 obj", Kind.PDF),
        (files.office(), Kind.DOCX),
        (files.office(part="word/document2.xml"), Kind.DOCX),
        (files.office(main="wordprocessingml.template.main+xml"), Kind.DOCX),
        (files.opendocument(), Kind.ODT),
        (files.opendocument("text-template"), Kind.ODT),
        (RTF, Kind.RTF),
        (b"\xef\xbb\xbf \n" + RTF, Kind.RTF),
        (HTML, Kind.HTML),
        (b"<div><h1>Jane</h1><p>a</p><p>b</p><ul><li>c</li></ul></div>", Kind.HTML),
        (MARKDOWN, Kind.MARKDOWN),
        (TEXT, Kind.TEXT),
        ("Jürgen Groß, Straße 1".encode("cp1252"), Kind.TEXT),
        ("Иван Петров, инженер".encode("cp1251"), Kind.TEXT),
        ("履歴書 氏名 山田太郎".encode("shift_jis"), Kind.TEXT),
        ("Jane Example, engineer".encode("utf-16"), Kind.TEXT),
        ("Jane Example, engineer".encode("utf-16-be"), Kind.TEXT),
        ("Jane Example, engineer".encode("utf-32"), Kind.TEXT),
        (b"Jane\x00 Q.\x00 Example\njane@example.org\n", Kind.TEXT),
        (b"BMW Group, Munich: engineer", Kind.TEXT),
        (b"MZ Engineering Ltd, London", Kind.TEXT),
    ],
)
def test_a_kind_shows_in_the_content_under_any_name_and_under_none(content: bytes, kind: Kind) -> None:
    assert kind_of(content) == kind
    assert kind_of(content, "upload") == kind
    assert kind_of(content, "cv.final-version") == kind


@pytest.mark.parametrize("name", ["cv.html", "cv.htm", "CV.HTML"])
def test_a_fragment_of_html_is_taken_for_html_by_its_name(name: str) -> None:
    assert kind_of(b"<b>Jane Example</b>, engineer", name) == Kind.HTML


@pytest.mark.parametrize("name", ["cv.md", "cv.markdown"])
def test_markdown_without_headings_is_taken_for_markdown_by_its_name(name: str) -> None:
    assert kind_of(b"Jane Example\n\n* engineer", name) == Kind.MARKDOWN


def test_tags_in_a_text_are_text() -> None:
    assert kind_of(b"<script>alert(1)</script> <svg/onload=alert(4)> <b>Jane</b>\nEngineer", "cv.txt") == Kind.TEXT


def test_characters_cut_by_the_end_of_what_is_looked_at_do_no_harm() -> None:
    assert kind_of(b"x" + "é".encode() * 40_000) == Kind.TEXT


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.office(), "cv.pdf"),
        (PDF, "cv.docx"),
        (PDF, "cv.txt"),
        (TEXT, "cv.pdf"),
        (TEXT, "cv.docx"),
        (RTF, "cv.odt"),
        (HTML, "cv.pdf"),
        (files.opendocument(), "cv.docx"),
    ],
)
def test_a_name_that_promises_another_kind_is_refused_with_a_remedy(content: bytes, name: str) -> None:
    refusal = refusal_of(content, name)

    assert refusal.code == "unsupported"
    assert f'ends in "{Path(name).suffix}"' in refusal.message
    assert "upload" in refusal.message


@pytest.mark.parametrize("content", [files.office(), RTF, HTML])
def test_what_word_writes_under_its_old_suffix_is_taken(content: bytes) -> None:
    assert kind_of(content, "cv.doc")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "picture"),
        (b"\xff\xd8\xff\xe0" + bytes(100), "picture"),
        (b"\x00\x00\x00\x20ftypheic" + bytes(100), "picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(100), "picture"),
        (b"MZ\x90\x00\x03" + bytes(100), "program"),
        (b"\x7fELF\x02\x01\x01" + bytes(100), "program"),
        (b"Rar!\x1a\x07\x00" + bytes(100), "archive"),
        (b"\x1f\x8b\x08\x00" + bytes(100), "archive"),
        (files.archive({"cv.pdf": PDF}), "archive"),
        (b"PK\x05\x06" + bytes(18), "archive"),
        (files.office("xl/workbook.xml", "spreadsheetml.sheet.main+xml"), "Excel"),
        (files.office("ppt/presentation.xml", "presentationml.presentation.main+xml"), "PowerPoint"),
        (files.opendocument("spreadsheet"), "not a text"),
        (files.archive({"Index/Document.iwa": b"x"}), "Pages"),
        (files.archive({"mimetype": "application/epub+zip"}), "e-book"),
        (files.ole_with("WordDocument"), "Word 97"),
        (files.OLE, "can be analysed"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
        (b"% a comment\n\\documentclass{article}\n\\begin{document}", "LaTeX"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n", "web page"),
        (b'<?xml version="1.0"?>\n<w:wordDocument xmlns:w="x"/>', "XML"),
        (random.Random(1).randbytes(4000), "can't be analysed"),
    ],
)
def test_other_kinds_of_files_are_called_by_their_names(content: bytes, word: str) -> None:
    refusal = refusal_of(content)

    assert refusal.code == "unsupported"
    assert word in refusal.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        files.office()[:200],
        files.office()[:-30],
        b"PK\x03\x04" + bytes(100),
        files.archive({"[Content_Types].xml": files.CONTENT_TYPES.format(part="word/document.xml", main=files.WORD)}),
        files.archive({"mimetype": "application/vnd.oasis.opendocument.text"}),
        b"1 0 obj\n<< /Type /Page >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n",
    ],
)
def test_damaged_files_are_told_at_once(content: bytes) -> None:
    assert refusal_of(content).code == "unreadable_file"


@pytest.mark.parametrize(
    "content",
    [
        files.ole_with("EncryptedPackage"),
        files.opendocument(manifest="<manifest:encryption-data/>"),
    ],
)
def test_a_password_is_told_at_once(content: bytes) -> None:
    refusal = refusal_of(content, "cv.docx" if content.startswith(files.OLE) else "cv.odt")

    assert refusal.code == "password_protected"
    assert "password" in refusal.message


def test_an_encrypted_member_of_an_archive_is_a_password() -> None:
    content = bytearray(files.office())
    for magic, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        content[content.find(magic) + offset] |= 1

    assert refusal_of(bytes(content)).code == "password_protected"


@pytest.mark.parametrize("content", [b" \n\t" * 500, bytes(4096), b"\xff\xfe", b"...---...\n" * 10_000])
def test_nothing_but_blanks_is_no_text(content: bytes) -> None:
    assert refusal_of(content).code == "no_text"


def test_blanks_may_stand_before_a_text() -> None:
    assert kind_of(b" " * 2**17 + TEXT) == Kind.TEXT


def test_the_limit_of_size_is_told_in_megabytes() -> None:
    refusal = refusal_of(TEXT * 40_000, max_bytes=2 * 2**20)

    assert refusal.code == "too_large"
    assert "2 MB" in refusal.message


def test_endless_text_is_too_large_even_where_uploads_may_be_large() -> None:
    assert refusal_of(b"word " * 2**20, max_bytes=2**30).code == "too_large"


def test_the_position_of_an_open_file_is_given_back() -> None:
    file = io.BytesIO(TEXT)
    file.seek(5)

    detect_kind(file)

    assert file.tell() == 5


@pytest.mark.parametrize("content", [PDF, TEXT, files.office(), files.opendocument(), RTF])
def test_uploads_in_memory_and_on_disk_do_as_well(content: bytes) -> None:
    in_memory = SimpleUploadedFile("cv", content)
    with TemporaryUploadedFile("cv", "text/plain", len(content), None) as on_disk:
        on_disk.write(content)

        assert detect_kind(in_memory) == detect_kind(on_disk) == kind_of(content)
        assert in_memory.read() == content


def test_a_path_does_as_well(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(PDF)

    assert detect_kind(tmp_path / "x") == detect_kind(str(tmp_path / "x")) == Kind.PDF


def test_a_missing_file_stays_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        detect_kind(tmp_path / "missing")


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.", b"{\\rtf", files.OLE, b"<html>"]))
def test_any_bytes_are_a_kind_or_a_refusal(content: bytes, start: bytes) -> None:
    assert outcome_of(start + content)


@given(st.data())
def test_any_damage_to_an_archive_leaves_a_kind_or_a_refusal(data: st.DataObject) -> None:
    content = bytearray(data.draw(st.sampled_from([files.office(), files.opendocument()])))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    assert outcome_of(bytes(content)) in {Kind.DOCX, Kind.ODT, "unsupported", *DAMAGED}


def test_an_archive_packed_by_a_method_that_no_document_uses_is_refused() -> None:
    content = files.archive({"[Content_Types].xml": "x", "word/document.xml": bytes(2**20)}, zipfile.ZIP_LZMA)

    assert refusal_of(content).code == "unreadable_file"
