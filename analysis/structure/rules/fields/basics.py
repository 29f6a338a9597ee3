"""Who the résumé is about: name, label, ways to reach them, where they live, their summary."""

import re

from analysis.lexicon.headings import heading_kind
from analysis.lexicon.normalise import trim
from analysis.structure.rules.entries.texts import is_prose
from analysis.structure.rules.evidence import Draft, from_rows
from analysis.structure.rules.fields.contact_reader import ContactReader
from analysis.structure.rules.fields.names import NameFinder
from analysis.structure.rules.fields.pieces import Piece, cut_pieces
from analysis.structure.rules.recognise.contact import (
    find_emails,
    find_phones,
    find_urls,
    network_of_name,
)
from analysis.structure.rules.recognise.labels import field_label
from analysis.structure.rules.recognise.places import read_place
from analysis.structure.rules.rows.rows import Row
from analysis.structure.rules.sections.sections import Section

# When the document was last changed: neither a place nor a label.
_STAMP = re.compile(
    r"^\W*(?:last (?:updated|modified|revised)|updated|zuletzt aktualisiert|stand|dernière mise à jour"
    r"|mis à jour|última actualización|última atualização|actualizado|atualizado|ultimo aggiornamento"
    r"|aggiornato|laatst bijgewerkt|ostatnia aktualizacja|обновлено|最后更新|最終更新|更新日)",
    re.IGNORECASE,
)


_ABOUT_OTHERS = frozenset({"references", "header", "contact", "profiles"})
_LONGEST_CONTACT = 120


def read_basics(sections: list[Section]) -> Draft:
    """The `basics` of the résumé, from its header, its contact and profile sections and its summary."""
    header = [row for section in sections if section.kind in ("header", "container") for row in section.rows]
    contact_rows = [row for section in sections if section.kind in ("contact", "profiles") for row in section.rows]
    summary_sections = [section for section in sections if section.kind == "summary"]
    finder = NameFinder(header, contact_rows)
    basics: Draft = {}
    if finder.name:
        basics["name"] = finder.name
    pieces = [piece for row in finder.rest + contact_rows if not _STAMP.match(row.text) for piece in cut_pieces(row)]
    prose: list[Row] = []
    for section in summary_sections:
        below_network = False
        for row in section.rows:
            is_network = network_of_name(trim(row.text)) is not None
            is_contact = is_network or (below_network and row.words == 1) or _is_contact_row(row)
            below_network = is_network
            pieces += cut_pieces(row) if is_contact else []
            prose += [] if is_contact else [row]
    reader = ContactReader(basics)
    reader.read(pieces)
    if "email" not in basics and "phone" not in basics:
        reader.read([piece for row in _take_contacts(sections) for piece in cut_pieces(row)])
    rest = [piece for piece in reader.rest if piece.row not in prose]
    _read_label(basics, finder, rest)
    _read_summary(basics, prose, rest)
    return basics


def _take_contacts(sections: list[Section]) -> list[Row]:
    """Where the head names no way to reach the person: rows elsewhere that do, taken out of their sections."""
    found: list[Row] = []
    for section in sections:
        if section.kind in _ABOUT_OTHERS:
            continue
        own = [row for row in section.rows if len(row.text) <= _LONGEST_CONTACT and _names_contact(row)]
        own = [row for row in section.rows if any(row is other or _is_beside(row, other) for other in (*own, *found))]
        section.rows = [row for row in section.rows if row not in own]
        found += own
    return found


def _names_contact(row: Row) -> bool:
    return bool(find_emails(row.text) or (find_phones(row.text) and not is_prose(row.text)))


def _is_beside(row: Row, other: Row) -> bool:
    """On one line with it, in the next column."""
    box, beside = row.box, other.box
    return bool(box and beside and row.page == other.page and row.block != other.block and abs(box.y0 - beside.y0) < 1)


def _is_contact_row(row: Row) -> bool:
    text = row.text
    if len(text) > _LONGEST_CONTACT or (is_prose(text) and not find_emails(text)):
        return False
    return bool(
        find_emails(text)
        or find_phones(text)
        or find_urls(text)
        or read_place(text).score >= 0.6
        or field_label(trim(text.split("\t")[0]))
    )


def _read_label(basics: Draft, finder: NameFinder, rest: list[Piece]) -> None:
    label = finder.label or finder.label_among([(piece.text, piece.row, piece.label) for piece in rest])
    if label:
        basics["label"] = label


def _read_summary(basics: Draft, prose: list[Row], rest: list[Piece]) -> None:
    """The text of the summary section; without one, what reads as prose in the header."""
    if not prose:
        rows: list[Row] = []
        for piece in rest:
            if piece.row not in rows and (is_prose(piece.row.text) or (rows and len(piece.row.text) > 60)):
                rows.append(piece.row)
        prose = rows
    if prose:
        basics["summary"] = from_rows("\n".join(trim_summary(row) for row in prose), prose, 0.85)


def trim_summary(row: Row) -> str:
    """The row's text, without a label of the summary in a cell before it."""
    label, tab, rest = row.text.partition("\t")
    text = rest if tab and heading_kind(label) == "summary" else row.text
    return text.replace("\t", " ").strip(' •|"“”')
