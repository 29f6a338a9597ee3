"""Search in what was read: each word of a profile is in its column `lexemes`, and once more with its field's name.

The model does not know the column, so that no other query fetches it.

PostgreSQL's own parser would drop what skills are made of ("C++", ".NET") and knows one language at a time. Here words
are cut and folded alike for profiles and for queries: no case, no accents, pairs of characters where a script has no
blanks. `python berlin` finds both words anywhere, each as a beginning; `skill:python place:berlin` each in its field.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from profiles.models import UserProfile

# Words of one query, and letters of one word: more make a query slow, not better.
MOST_WORDS, LONGEST_WORD = 12, 60
# Lexemes of one profile: a tsvector holds no more than a megabyte.
MOST_LEXEMES = 10_000

# Field of a query → where it looks in a document: section, then fields; "" is any text of the section.
FIELDS: dict[str, list[tuple[str, str]]] = {
    "name": [("basics", "name")],
    "title": [("basics", "label"), ("work", "position"), ("volunteer", "position")],
    "employer": [("work", "name"), ("volunteer", "organization")],
    "school": [("education", "institution")],
    "degree": [("education", "studyType"), ("education", "area")],
    "skill": [("skills", "")],
    "language": [("languages", "language")],
    "place": [("basics", "location"), ("work", "location")],
    "certificate": [("certificates", "name")],
}
# What no one searches for, and dates, which `2019` would find in every profile.
_LEFT_OUT = {"startDate", "endDate", "date", "releaseDate", "image"}
_TOKEN = re.compile(r"\.?[^\W_]+(?:[.+#&'’@/-]+[^\W_]+)*[+#]*")
_PART = re.compile(r"[^\W_]+[+#]*")
# Scripts that are written without blanks between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f]+")


def matching(profiles: QuerySet[UserProfile], query: str) -> QuerySet[UserProfile]:
    """Those of these profiles that hold every word of the query; all of them for a query without words."""
    asked = _as_tsquery(query)
    if not asked:
        return profiles
    return profiles.filter(RawSQL("user_profile.lexemes @@ %s::tsquery", [asked], output_field=BooleanField()))


def words_of_query(query: str) -> list[tuple[str, str]]:
    """The query's words, folded, each with the field that it is for; "" is any."""
    found = []
    for word in query.split()[:MOST_WORDS]:
        field, colon, rest = word.partition(":")
        if not (colon and rest and field.casefold() in FIELDS):
            field, rest = "", word
        found += [(field.casefold(), part[:LONGEST_WORD]) for part in _lexemes(rest, whole_only=True)]
    return found


def index(profile_ids: Iterable[int]) -> None:
    """Write down the words of these profiles, as part of the caller's transaction."""
    for profile in UserProfile.objects.filter(pk__in=list(profile_ids)).only("document", "placement"):
        lexemes = lexemes_of(profile.document, profile.placement)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE user_profile SET lexemes = array_to_tsvector(%s::text[]) WHERE id = %s", [lexemes, profile.pk]
            )


def index_missing(limit: int) -> int:
    """Write down the words of profiles that have none yet, such as those of an older release; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM user_profile WHERE lexemes IS NULL ORDER BY id LIMIT %s", [limit])
        missing = [pk for (pk,) in cursor.fetchall()]
    index(missing)
    return len(missing)


def lexemes_of(document: dict[str, Any], placement: dict[str, Any]) -> list[str]:
    """Everything that finds this profile. What stands in no field of it finds it too."""
    found: dict[str, None] = {}
    for field, places in FIELDS.items():
        for section, name in places:
            for text in _texts(_values(document.get(section), name)):
                found.update((f"{field}:{lexeme}", None) for lexeme in _lexemes(text))
    for text in _texts(document):
        found.update(dict.fromkeys(_lexemes(text)))
    for line in placement.get("unplaced", []):
        found.update(dict.fromkeys(_lexemes(line["rest"])))
    return list(found)[:MOST_LEXEMES]


def folded(text: str) -> str:
    """The text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _as_tsquery(query: str) -> str:
    """As PostgreSQL reads it; "" where there is nothing to ask."""
    quoted = (
        (f"{field}:" if field else "") + word.replace("\\", "\\\\").replace("'", "''")
        for field, word in words_of_query(query)
    )
    return " & ".join(f"'{word}':*" for word in quoted)


def _lexemes(text: str, *, whole_only: bool = False) -> Iterator[str]:
    """The words of a text: "node.js" as it is, and unless `whole_only` also "node" and "js"."""
    for token in _TOKEN.findall(folded(text)):
        for run in _UNSPACED.findall(token):
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
            if not whole_only:
                yield from run
        for word in _UNSPACED.sub(" ", token).split():
            yield word[:LONGEST_WORD]
            if not whole_only:
                yield from (part for part in _PART.findall(word[:LONGEST_WORD]) if part != word)


def _values(section: Any, name: str) -> Any:
    if isinstance(section, list):
        return [_values(entry, name) for entry in section]
    if isinstance(section, dict):
        return section.get(name) if name else section
    return None


def _texts(value: Any) -> Iterator[str]:
    """Every text within a value, dates and pictures left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)
    elif isinstance(value, dict):
        for name, entry in value.items():
            if name not in _LEFT_OUT:
                yield from _texts(entry)


def is_hit(text: str, words: Iterable[tuple[str, str]]) -> bool:
    """Whether a word of the text begins like one that was searched for, whatever its field."""
    lexemes = set(_lexemes(text))
    return any(lexeme.startswith(word) for lexeme in lexemes for _, word in words)
