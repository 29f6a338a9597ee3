"""ZIPs that hold more than they should."""

import io
import time
import tracemalloc
import zipfile

import pytest

from analysis.extract import archives
from analysis.extract.archives import open_archive, read_member
from analysis.failures import StepFailure
from tests.analysis.extract.kinds import files


def refusal_of(content: bytes) -> StepFailure:
    with pytest.raises(StepFailure) as caught:
        open_archive(io.BytesIO(content))
    return caught.value


def test_an_ordinary_document_opens() -> None:
    archive = open_archive(io.BytesIO(files.office()))

    assert read_member(archive, "word/document.xml") == files.DOCUMENT.encode()
    assert read_member(archive, "word/styles.xml") is None


@pytest.mark.parametrize(
    "members",
    [
        {"word/document.xml": bytes(archives.MAX_XML_BYTES + 1)},
        {f"word/media/{number}.bmp": bytes(24 * 2**20) for number in range(5)},
        {"word/media/1.bmp": bytes(8 * 2**20)},
        {f"part{number}": b"" for number in range(archives.MAX_MEMBERS + 1)},
    ],
    ids=["one part", "all together", "packed too well", "too many members"],
)
def test_claims_are_checked_before_anything_is_inflated(members: dict[str, str | bytes]) -> None:
    content = files.archive(members)
    begun = time.process_time()

    refusal = refusal_of(content)

    assert refusal.code == "too_large"
    assert refusal.permanent
    assert time.process_time() - begun < 2


def test_contents_are_counted_where_the_claims_lie() -> None:
    bomb = files.with_lying_sizes(files.archive({"word/document.xml": bytes(200 * 2**20)}))
    with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
        assert archive.getinfo("word/document.xml").file_size == 1000
    tracemalloc.start()

    refusal = refusal_of(bomb)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refusal.code == "too_large"
    assert peak < 2 * 2**20


def test_a_large_picture_that_was_packed_honestly_is_no_bomb() -> None:
    picture = b"".join(number.to_bytes(4, "big") for number in range(2**20))

    open_archive(io.BytesIO(files.archive({"word/document.xml": files.DOCUMENT, "word/media/1.png": picture})))


def test_a_directory_that_points_before_the_file_is_damaged() -> None:
    content = bytearray(files.office())
    # The end record says where the directory begins; by ten bytes too many, all that it holds lies ten bytes too early.
    where = content.rfind(b"PK\x05\x06") + 16
    content[where : where + 4] = (int.from_bytes(content[where : where + 4], "little") + 10).to_bytes(4, "little")

    assert refusal_of(bytes(content)).code == "unreadable_file"


def test_a_damaged_member_is_for_its_reader_to_tell() -> None:
    content = bytearray(files.office())
    start = content.find(b"word/document.xml") + 40
    content[start : start + 20] = b"\xff" * 20

    archive = open_archive(io.BytesIO(bytes(content)))

    assert read_member(archive, "word/document.xml") is None
