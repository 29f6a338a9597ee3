"""ZIP archives from strangers: DOCX and ODT are ZIPs, and 200 kB of ZIP can hold gigabytes.

What an archive claims to hold is checked before anything is inflated; what it really holds is counted while inflating,
because claims can lie. Nothing is ever written to disk, so that the members' names can do no harm.
"""

import struct
import zipfile
import zlib
from typing import IO

from analysis.failures import StepFailure

MAX_MEMBERS = 5_000
MAX_XML_BYTES = 32 * 2**20
"""One part of XML: its tree takes about ten times as much memory."""
MAX_TOTAL_BYTES = 96 * 2**20
MAX_RATIO = 250
"""Inflated by packed size, of archives that pass 4 MiB: the most repetitive documents reach 150, a bomb 1,000."""
_RATIO_COUNTS_FROM = 4 * 2**20

_LOCAL_HEADER = struct.Struct("<4s22xHH")
_CHUNK = 2**16
_PACKED_WELL = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# All that zipfile is known to raise over archives that somebody took apart.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, KeyError, NotImplementedError),
    *(OSError, OverflowError, RuntimeError, ValueError),
)


def open_archive(file: IO[bytes]) -> zipfile.ZipFile:
    """The archive, once it is known that inflating it does no harm.

    Raises StepFailure: `unreadable_file`, `too_large`, `password_protected`.
    """
    try:
        archive = zipfile.ZipFile(file)
    except _DAMAGED as error:
        raise StepFailure("unreadable_file", detail=f"not a readable ZIP: {error}") from error
    _check_claims(archive)
    _check_contents(archive, file)
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One member of a checked archive; None where it is missing or damaged."""
    try:
        return archive.read(name)
    except _DAMAGED:
        return None


def _check_claims(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise StepFailure("too_large", detail=f"{len(members)} members")
    for member in members:
        if member.flag_bits & 1:
            raise StepFailure("password_protected", detail=f"encrypted member {member.filename!r}")
        if member.compress_type not in _PACKED_WELL or member.header_offset < 0:
            packing = f"packed by method {member.compress_type} at {member.header_offset}"
            raise StepFailure("unreadable_file", detail=f"member {member.filename!r} {packing}")
        if _is_xml(member.filename) and member.file_size > MAX_XML_BYTES:
            raise StepFailure("too_large", detail=f"member {member.filename!r} holds {member.file_size} bytes")
    inflated = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if inflated > MAX_TOTAL_BYTES or (inflated > _RATIO_COUNTS_FROM and inflated > MAX_RATIO * packed):
        raise StepFailure("too_large", detail=f"{packed} bytes hold {inflated}")


def _check_contents(archive: zipfile.ZipFile, file: IO[bytes]) -> None:
    """Inflates every member into nothing, and stops where one gives more than it claims."""
    for member in archive.infolist():
        if member.compress_type == zipfile.ZIP_DEFLATED and _inflates_beyond_claim(file, member):
            raise StepFailure("too_large", detail=f"member {member.filename!r} exceeds its {member.file_size} bytes")


def _inflates_beyond_claim(file: IO[bytes], member: zipfile.ZipInfo) -> bool:
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        return False
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length + extra_length, 1)
    unread, inflated, inflater = member.compress_size, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    while unread > 0 and not inflater.eof:
        packed = file.read(min(_CHUNK, unread))
        if not packed:
            return False
        unread -= len(packed)
        while packed and not inflater.eof:
            try:
                inflated += len(inflater.decompress(packed, _CHUNK))
            except zlib.error:
                return False  # damaged, which is for its reader to say
            if inflated > member.file_size:
                return True
            packed = inflater.unconsumed_tail
    return False


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))
