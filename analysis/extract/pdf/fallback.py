"""PDF by pypdf, which repairs some files that pdfium gives up on. Plain text only: no places, no fonts."""

import logging
from collections.abc import Callable
from pathlib import Path

from analysis.document import Document
from analysis.extract.readers.text import read_text
from analysis.failures import StepFailure

_MAX_PAGES = 60
_MAX_CHARACTERS = 1_000_000


def read(path: Path, progress: Callable[[int, int], None], password: str | None = None) -> Document | None:
    """The document as far as pypdf can read it; None where it can't. Raises StepFailure for one under a password."""
    # Imported where it is needed: few files come this far.
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError, WrongPasswordError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(path, strict=False)
        if reader.is_encrypted and not reader.decrypt(password or ""):
            raise StepFailure("password_protected")
        total = min(len(reader.pages), _MAX_PAGES)
    except (WrongPasswordError, FileNotDecryptedError) as error:
        raise StepFailure("password_protected", detail=str(error)) from error
    except (StepFailure, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - whatever a damaged file does to it: it was the last that could have read it
        return None
    texts: list[str] = []
    for number in range(total):
        try:
            texts.append(reader.pages[number].extract_text() or "")
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - one damaged page of several
            texts.append("")
        progress(number + 1, total)
        if sum(map(len, texts)) > _MAX_CHARACTERS:
            break
    return read_text("\f".join(texts), kind="pdf")
