"""Small files of many kinds, made on the spot."""

import io
import struct
import zipfile

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{main}"/></Types>'
)
WORD = "wordprocessingml.document.main+xml"
DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    "<w:t>Jane Example, engineer</w:t></w:r></w:p></w:body></w:document>"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file.getvalue()


def office(part: str = "word/document.xml", main: str = WORD) -> bytes:
    types = CONTENT_TYPES.format(part=part, main=main)
    return archive({"[Content_Types].xml": types, part: DOCUMENT})


def opendocument(kind: str = "text", manifest: str = "<manifest/>") -> bytes:
    return archive(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": "<office:document-content/>",
            "META-INF/manifest.xml": manifest,
        }
    )


def with_lying_sizes(packed: bytes, claimed: int = 1000) -> bytes:
    """An archive whose directory, and whose members' headers, claim that each member holds `claimed` bytes."""
    changed = bytearray(packed)
    for magic, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        position = changed.find(magic)
        while position >= 0:
            struct.pack_into("<I", changed, position + offset, claimed)
            position = changed.find(magic, position + 4)
    return bytes(changed)


def ole_with(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(512)
