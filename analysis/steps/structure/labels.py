"""Labels that stand before a value: "E-mail:", "Adresse", "Tel."; in the languages of résumés."""

import re

from analysis.steps.structure.text import squash, trim

_LABELS = {
    "name": "name|full name|vor und nachname|nachname|vorname|nom|nom complet|prénom et nom|nombre|nombre completo|nome|nome completo|naam|volledige naam|imię i nazwisko|имя|фио|姓名|氏名|名前|first name last name|이름|cognome e nome|nome e cognome|apellidos y nombre|nombre y apellidos",
    "email": "email|e mail|mail|email address|correo|correo electrónico|courriel|adresse email|e mail adresse|эл почта|почта|электронная почта|邮箱|电子邮箱|电子邮件|メール|メールアドレス|이메일|eposta|adres e mail|correio eletrónico|posta elettronica|indirizzo email|e mailadres|adresse e mail",
    "phone": "phone|telephone|tel|mobile|cell|mobile phone|cell phone|phone number|telefon|telefonnummer|mobil|handy|téléphone|portable|mobil telefon|teléfono|móvil|celular|telefone|telemóvel|telefono|cellulare|telefoon|telefoonnummer|mobiel|телефон|моб|мобильный|电话|手机|联系电话|電話|電話番号|携帯|전화|telefon komórkowy|fax|m|t|p|tlf|gsm|handynummer|contact number|whatsapp",
    "location": "address|location|adresse|anschrift|wohnort|dirección|domicilio|ubicación|localização|endereço|morada|indirizzo|residenza|adres|woonplaats|woonadres|miejsce zamieszkania|адрес|город|место жительства|地址|居住地|所在地|现居地|住所|現住所|주소|locale|based in|residence|city|home|lieu|ville|ort|ciudad|localidad|cidade|città|plaats|miasto|home address|current location|postal address|lokalizacja|живу в|проживание|домашний адрес",
    "url": "website|web|url|homepage|site|webseite|internetseite|site web|página web|sitio web|sito|sito web|site internet|strona www|сайт|веб сайт|个人网站|网站|主页|博客|ウェブサイト|ホームページ|personal website|portfolio|blog|web site|personal site|页面|web page",
    "birth": "date of birth|born|birthday|dob|geburtsdatum|geboren|geburtstag|geb|date de naissance|né le|née le|fecha de nacimiento|data de nascimento|data di nascita|geboortedatum|data urodzenia|дата рождения|出生日期|出生年月|生年月日|생년월일|geboren am|place of birth|geburtsort|luogo di nascita|lieu de naissance|age|alter|edad|âge|idade|età|возраст|年龄|年齢",
    "nationality": "nationality|citizenship|nationalität|staatsangehörigkeit|nationalité|nacionalidad|nacionalidade|nazionalità|cittadinanza|nationaliteit|narodowość|obywatelstwo|гражданство|国籍|민족|民族|gender|sex|geschlecht|sexe|sexo|sesso|geslacht|пол|性别|性別|marital status|familienstand|estado civil|situation familiale|stato civile|burgerlijke staat|婚姻状况|政治面貌|driving licence|driver s license|führerschein|permis de conduire|permis|rijbewijs|work permit|visa status|religion|籍贯",
    "title": "position|title|job title|desired position|desired job|poste visé|poste recherché|poste|angestrebte position|beruf|profession|occupation|puesto deseado|puesto|profesión|cargo|cargo desejado|posizione desiderata|gewenste functie|functie|stanowisko|желаемая должность|должность|求职意向|应聘职位|期望职位|希望職種|職種|preferred job|job applied for|occupational field|berufswunsch|emploi recherché|posizione ricercata|empleo deseado",
}  # fmt: skip
_BY_KEY = {squash(phrase): kind for kind, text in _LABELS.items() for phrase in text.split("|")}
_COLON = re.compile(r"^\s*([^:：]{1,32}?)\s*[:：]\s*(.+)$", re.DOTALL)
_LEADING_WORD = re.compile(r"^\s*([^\W\d_][\w.()-]{0,14})\s+(.*)$", re.DOTALL)


def field_label(text: str) -> str | None:
    """The field that a text labels, where it is nothing but a label: "E-mail" -> "email"."""
    return _BY_KEY.get(squash(text)) if len(text) <= 34 else None


def split_label(text: str) -> tuple[str | None, str]:
    """(field, value) of "Tel.: 030 1234", or (None, text) where no known label stands before a colon."""
    match = _COLON.match(text)
    if match and field_label(match[1]):
        return field_label(match[1]), trim(match[2])
    match = _LEADING_WORD.match(text)
    if match and match[1][0].isalpha():
        kind = field_label(match[1])
        rest = match[2].strip()
        if (
            (kind == "phone" and re.match(r"[+(\d]", rest))
            or (kind == "email" and "@" in rest)
            or (kind == "url" and "." in rest and " " not in rest)
        ):
            return kind, trim(rest) if kind != "phone" else rest
    return None, text
