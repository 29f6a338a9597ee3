"""Ways to reach somebody, their links and where they live, from the pieces of a résumé's header."""

import re
from dataclasses import replace

from analysis.lexicon.normalise import squash, trim
from analysis.structure.rules.evidence import Draft
from analysis.structure.rules.fields.languages import is_language
from analysis.structure.rules.fields.pieces import Piece
from analysis.structure.rules.recognise import contact
from analysis.structure.rules.recognise.contact import (
    find_emails,
    find_phones,
    find_urls,
    network_of_name,
    network_of_url,
    username_of_url,
)
from analysis.structure.rules.recognise.dates import find_ranges
from analysis.structure.rules.recognise.labels import field_label
from analysis.structure.rules.recognise.places import Place, guess_place, is_remote, read_place
from analysis.structure.rules.recognise.roles import degree_score, organisation_score, title_score


class ContactReader:
    """Sorts pieces into the fields of `basics`; what fits none is left in `rest`."""

    def __init__(self, basics: Draft) -> None:
        self.basics = basics
        self.rest: list[Piece] = []
        self._places: list[tuple[Place, Piece]] = []
        self._guesses: list[tuple[Place, Piece]] = []
        self._profiles: dict[str, Draft] = {}
        self._network: str | None = None

    def read(self, pieces: list[Piece]) -> None:
        pending: str | None = None
        known: list[Piece] = []
        for piece in pieces:
            if not piece.text:
                pending = piece.label
                continue
            piece.label = piece.label or pending
            pending = None
            if self._read_piece(piece):
                known.append(piece)
            else:
                self.rest.append(piece)
        if not self._places:
            self._places += self._guesses[:1]
        if not self._places:
            self._guess_place(pieces, known)
        self._finish_location()
        if self._profiles:
            self.basics["profiles"] = list(self._profiles.values())

    def _read_piece(self, piece: Piece) -> bool:
        text = piece.text
        used = False
        for email in find_emails(text):
            self.basics.setdefault("email", piece.value(email.value, 0.99))
            text = text.replace(email.value, " ")
            used = True
        if (
            "email" not in self.basics
            and piece.link
            and piece.link.startswith("mailto:")
            and piece.label in (None, "email")
        ):
            address = piece.link[7:].split("?")[0]
            if find_emails(address):
                self.basics["email"] = piece.value(address, 0.8)
                return True
        for url in find_urls(text):
            self._read_url(url.value, piece, trim(text.replace(url.value, " ")))
            text = text.replace(url.value, " ")
            used = True
        text = trim(text)
        if text and piece.label not in ("location", "birth") and not (used and len(text) < 4):
            phones = [] if piece.label in ("profile", "url") else find_phones(text)
            for phone in phones:
                self.basics.setdefault("phone", piece.value(phone.value, contact.phone_confidence(phone.value, None)))
                text = trim(text.replace(phone.value, " "))
                used = True
        return self._read_remainder(piece, text, used)

    def _read_remainder(self, piece: Piece, text: str, used: bool) -> bool:
        if used:
            text = ", ".join(part for part in map(trim, text.split(",")) if part and not field_label(part))
        if not text or piece.label in ("birth", "nationality"):
            return True
        text = _LIVES_IN.sub("", text)
        if self._read_profile_name(piece, text, used):
            return True
        if not used and piece.label is None and self._take_place_off(piece):
            return False
        place = read_place(text)
        if used and place.score < 0.6:
            self._keep_guess(text, piece)
            return True
        if piece.label == "location" or (place.score >= 0.6 and piece.label is None):
            self._places.append((place, Piece(text, piece.row, piece.label, piece.link, piece.parts)))
            return True
        if find_ranges(text) and len(text) < 40:
            return True
        return bool(piece.label in ("email", "phone", "url"))

    def _keep_guess(self, text: str, piece: Piece) -> None:
        """What stands beside an address or a number, between commas, may be a place that no list knows."""
        place = guess_place(text) if piece.label is None and not _is_role(text) else None
        if place and "," in text:
            self._guesses.append((place, replace(piece, text=text)))

    def _take_place_off(self, piece: Piece) -> bool:
        """ "Engineer, Toronto" and "Engineer, Toronto, ON" are what the person is and where they live."""
        for comma in re.finditer(r"[,，]\s*", piece.text):
            title, place = piece.text[: comma.start()], read_place(piece.text[comma.end() :])
            if title_score(title) >= 0.5 and place.score >= 0.7:
                self._places.append((place, replace(piece, text=piece.text[comma.end() :])))
                piece.text = title
                return True
        return False

    def _read_url(self, url: str, piece: Piece, around: str) -> None:
        network = (
            network_of_url(url)
            or (network_of_name(around) if around else None)
            or (self._network if piece.label == "profile" else None)
        )
        if network:
            self._add_profile(network, username_of_url(url), url, piece)
        elif "url" not in self.basics and (piece.label in (None, "url") or not around):
            self.basics["url"] = piece.value(url, 0.9)
        self._network = None

    def _read_profile_name(self, piece: Piece, text: str, used: bool) -> bool:
        """ "GitHub: jane", "@jane" with a link, "GitHub" as a linked word, "GitHub" above "jane"."""
        head, _, tail = text.partition(":")
        network = network_of_name(trim(head))
        if network:
            username = trim(tail).lstrip("@")
            if username and " " not in username:
                self._add_profile(network, username, piece.link, piece)
            elif piece.link:
                self._add_profile(network, username_of_url(piece.link), piece.link, piece)
            else:
                self._network = network
            return True
        words = text.split()
        if len(words) == 2 and network_of_name(words[0]):
            self._add_profile(network_of_name(words[0]) or "", words[1].lstrip("@"), piece.link, piece)
            return True
        if self._network and len(words) == 1:
            self._add_profile(self._network, text.lstrip("@"), piece.link, piece)
            self._network = None
            return True
        linked = network_of_url(piece.link) if piece.link else None
        if linked and not used:
            handle = username_of_url(piece.link or "")
            if len(words) == 1 or (handle and squash(handle) in squash(text)):
                self._add_profile(linked, text.lstrip("@") if len(words) == 1 else handle, piece.link, piece)
                return True
        return False

    def _add_profile(self, network: str, username: str | None, url: str | None, piece: Piece) -> None:
        draft: Draft = {"network": piece.value(network, 0.9)}
        if username:
            draft["username"] = piece.value(username, 0.85)
        if (url and url.startswith(("http", "www."))) or (url and "." in url and "/" in url):
            draft["url"] = piece.value(url, 0.9)
        known = self._profiles.setdefault(network, draft)
        for name, value in draft.items():
            known.setdefault(name, value)
        self._network = None

    def _guess_place(self, pieces: list[Piece], known: list[Piece]) -> None:
        """Where no place is known by its name: what stands among the ways to reach the person and could be one."""
        left, ways = {id(piece) for piece in self.rest}, {id(piece) for piece in known}
        for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
            if id(piece) not in left or piece.label or piece.link:
                continue
            beside = [other for other in (before, after) if other is not None and id(other) in ways]
            opens_sidebar = piece.row.region == "sidebar" and (before is None or before.row.region != "sidebar")
            is_among = len(beside) == 2 or (
                len(beside) == 1 and ("," in piece.text or beside[0].row is piece.row or opens_sidebar)
            )
            place = guess_place(piece.text) if is_among and not _is_role(piece.text) else None
            if place:
                self._places.append((place, piece))
                self.rest.remove(piece)
                return

    def _finish_location(self) -> None:
        """One location from all pieces: an address, its town and its state may stand on rows of their own."""
        location: Draft = {}
        for place, piece in sorted(
            self._places, key=lambda found: (found[1].label != "location", is_remote(found[1].text))
        ):
            confidence = 0.9 if piece.label == "location" else max(place.score, 0.5)
            fields = {
                "address": place.address,
                "postalCode": place.postal_code,
                "city": place.city,
                "region": place.region,
                "countryCode": place.country,
            }
            if not any(fields.values()) and piece.label == "location":
                fields["city" if len(piece.text) < 40 else "address"] = piece.text
            if any(location.get(name) and text for name, text in fields.items() if name in ("city", "address")):
                continue
            for name, text in fields.items():
                if text:
                    location.setdefault(name, piece.value(text, confidence))
        if location:
            self.basics["location"] = location


# What leads up to the place where somebody lives.
_LIVES_IN = re.compile(
    r"^(?:.*[\s/–—-])?(?:based|located|living|residing|wohnhaft|lebe|ansässig) in\s+|^(?:basée?|résidant) à\s+"
    r"|^(?:residente|con sede) en\s+",
    re.IGNORECASE,
)


def _is_role(text: str) -> bool:
    """Says what somebody is, or which language they speak or nation they are of: "French" is no town."""
    return max(title_score(text), organisation_score(text), degree_score(text)) >= 0.25 or is_language(text)
