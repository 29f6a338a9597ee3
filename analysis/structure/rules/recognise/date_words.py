"""The words of dates, in the languages of résumés. Alternatives of a regular expression are joined by "|"."""

import re

from analysis.lexicon.lists import sections

# Folded name -> number.
MONTHS: dict[str, int] = {
    name: number for number, line in enumerate(sections("months")["months"].splitlines(), 1) for name in line.split()
}
# fold() decomposes й, so that the table must be folded in the same way.
MONTHS |= {"маи": 5, "ноябрь": 11}

ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}

PRESENT = (
    "present|current(?:ly)?|now|on-?going|today|(?:to|till) date|ad oggi|till now|actual(?:mente|idad)?|la actualidad"
    "|presente|hoy(?: en d[ií]a)?|la fecha"
    "|heute|gegenwärtig|gegenwart|aktuell|jetzt|laufend|andauernd|dato|aujourd['’]?hui|présent|ce jour|en cours"
    "|actuel(?:lement)?|maintenant"
    "|atual(?:mente)?|o momento|o presente|hoje|oggi|attual[ei](?:mente)?|in corso|heden|vandaag|lopend|nu"
    "|obecnie|nadal|teraz|dziś|chwili obecnej"
    "|настоящее(?: время)?|наст\\. ?(?:время|вр\\.?)|настоящего времени|н\\. ?в\\.?|сейчас|сегодня|至今|现在|目前|今"
    "|現在(?:に至る)?|在職中?|현재|günümüz|halen"
    "|devam(?: ediyor)?|pågående|idag|nuvarande|nåværende|současnost|dosud|prezent"
)
TO = (
    r"(?:[ \t]*(?:[-–—‐‑‒−~〜～→/]|\.{2,3}|至|到|から|부터)[ \t]*(?:(?:to|the|la|el|le|bis|à|a|hasta|até|по|do"
    r"|tot)(?!\w)[ \t]*)*"
    r"|\s+(?:to|until|till|through|thru|bis(?: zum?)?|à|au|a|al|y|e|hasta|até|tot(?: en met)?|t/m|do|по|до|и"
    r"|and|en|et)(?:\s+(?:the|la|el|le|o|ao))?\s+)"
)
SINCE = "since|from|starting|seit|ab|depuis(?: le)?|dès|desde|a partir de|dal(?: l['’])?|da|sinds|vanaf|od|с|со"
UNTIL = "until|till|bis|jusqu['’](?:à|en)|hasta|até|fino al?|tot|do|до|graduated|expected|anticipated|due"
SEASONS = (
    "spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver|primavera"
    "|verano|otoño|invierno|verão|outono|inverno"
    "|estate|autunno|lente|zomer|herfst|wiosna|lato|jesień|zima|весна|лето|осень|зима|q[1-4]|h[12]|wise|sose|ws"
    "|ss|春|夏|秋|冬"
)

# What may stand before a date and belongs to it: "Awarded on".
DATE_LABEL = re.compile(
    r"^(?:awarded|published|issued|released|received|obtained|completed|date|dates|period|duration|expires"
    r"|valid|verliehen|erhalten"
    r"|veröffentlicht|ausgestellt|publié|délivré|obtenu|emitido|publicado|expedido|rilasciato"
    r"|uitgegeven)(?:\s+(?:on|in|am|le|el|en|em|il|op))?$",
    re.IGNORECASE,
)
