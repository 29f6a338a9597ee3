"""What is there to be translated, and what has been: kept in step without GNU gettext.

    python -m tests.translations        adds what is new to each catalogue, drops what is gone, compiles it

A text is translatable where a template or `gettext` says so. Failures and refusals are tables and exceptions in plain
English, which pages translate when they show them: those are collected from where they stand.
"""

import ast
import io
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from analysis.failures import KINDS, REASONS, THINGS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

Message = str | tuple[str, str]

LITERAL = re.compile(r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""")
CALL = re.compile(rf"\b(?P<name>n?p?gettext|_)\((?P<texts>{LITERAL.pattern}(?:,\s*{LITERAL.pattern})*)")

ROOT: Path = settings.BASE_DIR
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
GETTEXT = {"gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy", "gettext_noop", "npgettext", "_"}
# Without a date, so that the same texts make the same file.
_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
HEADER: dict[str, Any] = {
    "project": "Second Look",
    "version": "1",
    "msgid_bugs_address": "-",
    "last_translator": "Second Look",
    "language_team": "Second Look",
    "creation_date": _SINCE,
    "revision_date": _SINCE,
}
# Whose arguments are sentences for a person, translated when a page shows them.
SENTENCES = {"UploadRefused", "answer", "sentence"}
SENTENCE = re.compile(r"[A-Z][^\n`]* [^\n`]*\Z")
SPEAKERS = (
    "analysis/services/quotas.py",
    "analysis/services/remedies.py",
    "analysis/services/request.py",
    "analysis/errors.py",
    "analysis/uploads/handler.py",
    "analysis/web/views/retry.py",
)
CONSTANTS = ("analysis/services/quotas.py", "analysis/uploads/forms.py")
# All of it comes from elsewhere.
UNTRANSLATED = ("%(why)s.",)


def catalogue_path(language: str) -> Path:
    return ROOT / "config" / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def messages() -> set[tuple[str | None, Message]]:
    """Every text with its context, None where it has none."""
    return {*_of_templates(), *_of_code(), *_of_failures(), *_of_sentences()}


def _of_templates() -> Iterator[tuple[str | None, Message]]:
    for path in [*_sources("templates", "*.html"), *_sources("templates", "*.txt")]:
        # What Django makes of a template is calls between blanks, without the shape of a program.
        calls = CALL.finditer(templatize(path.read_text()))
        yield from _extracted(
            "\n".join(f"{call['name']}({', '.join(LITERAL.findall(call['texts']))})" for call in calls)
        )


def _of_code() -> Iterator[tuple[str | None, Message]]:
    for app in ("analysis", "profiles", "config"):
        for path in _sources(app, "*.py"):
            yield from _extracted(path.read_text())


def _sources(folder: str, pattern: str) -> list[Path]:
    """Without the administration, which is for operators and speaks English."""
    found = sorted((ROOT / folder).rglob(pattern))
    return [path for path in found if not str(path.relative_to(ROOT)).startswith(("templates/admin", "analysis/admin"))]


def _extracted(source: str) -> Iterator[tuple[str | None, Message]]:
    for _, function, found, _ in extract_python(io.BytesIO(source.encode()), dict.fromkeys(GETTEXT), [], {}):
        given: Any = found  # one text or several, whatever its annotation says
        texts = [text for text in ([given] if isinstance(given, str) else given or []) if text]
        if not texts:
            continue
        context = texts.pop(0) if function in ("pgettext", "pgettext_lazy", "npgettext") else None
        plural = function in ("ngettext", "npgettext") and len(texts) > 1
        yield context, ((texts[0], texts[1]) if plural else texts[0])


def _of_failures() -> Iterator[tuple[None, str]]:
    for kind in KINDS.values():
        yield from ((None, text) for text in (kind.title, kind.message, kind.advice) if text)
    for reasons in REASONS.values():
        yield from ((None, text) for texts in reasons.values() for text in texts if text not in UNTRANSLATED)
    yield from ((None, text) for text in THINGS.values())


def _of_sentences() -> Iterator[tuple[None, str]]:
    """What a page tells the sender of a file: the sentences in certain calls, and the constants that hold some."""
    for name in (*SPEAKERS, *CONSTANTS):
        tree = ast.parse((ROOT / name).read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in SENTENCES:
                yield from ((None, text) for text in map(_text, node.args) if text)
        if name in CONSTANTS:
            yield from ((None, text) for node in _constants(tree) if (text := _text(node)))


def _constants(node: ast.AST) -> Iterator[ast.AST]:
    """The constants within, without docstrings and the pieces of f-strings."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Constant):
            yield child
        elif not isinstance(child, ast.JoinedStr) and not (
            isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        ):
            yield from _constants(child)


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _text(node: ast.AST) -> str:
    """A sentence or a title, not a code, a path or a docstring."""
    value = getattr(node, "value", None)
    is_sentence = (
        isinstance(node, ast.Constant) and isinstance(value, str) and re.match(r"[A-Z][^\n`]* [^\n`]*\Z", value)
    )
    return str(value) if is_sentence else ""


def update(language: str) -> list[str]:
    """Bring the catalogue of this language in step with the sources; what still lacks a translation."""
    old, new = read(language), Catalog(locale=language, fuzzy=False, header_comment="", **HEADER)
    for context, message in sorted(messages(), key=str):
        single = message if isinstance(message, str) else message[0]
        known = old.get(single, context)
        new.add(message, known.string if known else "", context=context)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=120, omit_header=False, no_location=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))
    return missing(new)


def missing(catalogue: Catalog) -> list[str]:
    def is_empty(string: str | tuple[str, ...] | list[str] | None) -> bool:
        return not string or not all([string] if isinstance(string, str) else string)

    return [str(message.id) for message in catalogue if message.id and is_empty(message.string)]


if __name__ == "__main__":
    for code in LANGUAGES:
        lacking = update(code)
        print(f"{code}: {len(lacking)} without a translation", *lacking, sep="\n  ")
