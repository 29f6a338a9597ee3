"""Sample résumés of persons who do not exist, as `seed_demo` and the tests use them; `make.py` makes the files."""

from pathlib import Path

FOLDER = Path(__file__).parent / "resumes"

READABLE = tuple(
    FOLDER / name
    for name in (
        "Amara Okafor.pdf",
        "Jonas Weber.docx",
        "Lucia Ferreira.pdf",
        "Mei Tanaka.odt",
        "Tom Hughes.txt",
    )
)
PROTECTED = FOLDER / "Noor Haddad (protected).pdf"
"""Opens with PASSWORD only."""
PASSWORD = "second-look"  # noqa: S105 - meant to be known
DAMAGED = FOLDER / "Sven Larsen (damaged).pdf"
"""Its second half got lost on the way."""
