"""The words of dates, in the languages of résumés. Alternatives of a regular expression are joined by "|"."""

_MONTH_NAMES = (
    "january jan januar janner janvier janv enero ene janeiro gennaio gen januari styczen stycznia sty январь января янв ocak oca leden ledna ianuarie",
    "february feb februar feber fevrier fevr fev febrero fevereiro febbraio februari luty lutego lut февраль февраля фев февр subat sub unor unora februarie",
    "march mar marz maerz mrz mars marzo marco maart mrt marzec marca март марта мар mart brezen brezna martie",
    "april apr avril avr abril abr aprile kwiecien kwietnia kwi апрель апреля апр nisan nis duben dubna aprilie",
    "may mai mayo maio maggio mag mei maj maja май мая mayis kveten kvetna",
    "june jun juni juin junio junho giugno giu czerwiec czerwca cze июнь июня июн haziran haz cerven cervna iunie",
    "july jul juli juillet juil jui julio julho luglio lug lipiec lipca lip июль июля июл temmuz tem cervenec cervence iulie",
    "august aug aout aou agosto ago augustus sierpien sierpnia sie август августа авг agustos agu srpen srpna augusti",
    "september sep sept septembre septiembre setiembre setembro set settembre wrzesien wrzesnia wrz сентябрь сентября сен сент eylul eyl zari septembrie",
    "october oct oktober okt octobre octubre outubro out ottobre ott pazdziernik pazdziernika paz октябрь октября окт ekim eki rijen rijna octombrie",
    "november nov novembre noviembre novembro listopad listopada lis ноябрь ноября ноя нояб kasim kas listopadu noiembrie",
    "december dec dezember dez decembre diciembre dic dezembro dicembre grudzien grudnia gru декабрь декабря дек aralik ara prosinec prosince des decembrie",
)
# Folded name -> number. "marzo" and "mars" fold to themselves; "März" to "marz".
MONTHS: dict[str, int] = {name: number for number, line in enumerate(_MONTH_NAMES, 1) for name in line.split()}
# fold() decomposes й, so that the table must be folded in the same way.
MONTHS |= {"маи": 5, "ноябрь": 11}

ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}

PRESENT = (
    "present|current(?:ly)?|now|on-?going|today|(?:to|till) date|till now|actual(?:mente|idad)?|la actualidad|presente|hoy(?: en d[ií]a)?|la fecha"
    "|heute|gegenwärtig|gegenwart|aktuell|jetzt|laufend|andauernd|dato|aujourd['’]?hui|présent|ce jour|en cours|actuel(?:lement)?|maintenant"
    "|atual(?:mente)?|o momento|o presente|hoje|oggi|attual[ei](?:mente)?|in corso|heden|vandaag|lopend|nu|obecnie|nadal|teraz|dziś|chwili obecnej"
    "|настоящее время|наст\\. ?(?:время|вр\\.?)|настоящего времени|н\\. ?в\\.?|сейчас|сегодня|至今|现在|目前|今|現在(?:に至る)?|在職中?|현재|günümüz|halen"
    "|devam(?: ediyor)?|pågående|idag|nuvarande|nåværende|současnost|dosud|prezent"
)
TO = (
    r"(?:[ \t]*(?:[-–—‐‑‒−~〜～→/]|\.{2,3}|至|到|から|부터)[ \t]*(?:(?:to|the|la|el|le|bis|à|a|hasta|até|по|do|tot)(?!\w)[ \t]*)*"
    r"|\s+(?:to|until|till|through|thru|bis(?: zum?)?|à|au|a|al|y|e|hasta|até|tot(?: en met)?|t/m|do|по|до|и|and|en|et)(?:\s+(?:the|la|el|le|o|ao))?\s+)"
)
SINCE = "since|from|starting|seit|ab|depuis(?: le)?|dès|desde|a partir de|dal(?: l['’])?|da|sinds|vanaf|od|с|со"
UNTIL = "until|till|bis|jusqu['’](?:à|en)|hasta|até|fino al?|tot|do|до|graduated|expected|anticipated|due"
SEASONS = (
    "spring|summer|autumn|fall|winter|frühjahr|frühling|sommer|herbst|printemps|été|automne|hiver|primavera|verano|otoño|invierno|verão|outono|inverno"
    "|estate|autunno|lente|zomer|herfst|wiosna|lato|jesień|zima|весна|лето|осень|зима|q[1-4]|h[12]|wise|sose|ws|ss|春|夏|秋|冬"
)
