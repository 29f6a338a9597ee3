"""Whole résumés as people type them, in several languages and customs."""

from typing import Any

from analysis.structure.rules.rows.rows import rows_of
from tests.analysis.structure.rules.build import document, read


def entries(found: dict[str, object], kind: str, *fields: str) -> list[tuple[Any, ...]]:
    listed = found.get(kind, [])
    assert isinstance(listed, list)
    return [tuple(entry.get(field) for field in fields) for entry in listed]


def test_a_german_lebenslauf() -> None:
    found = read("""
Max Mustermann
Musterstraße 12
12345 Berlin
Telefon: 030 1234567
E-Mail: max@mustermann.example
geb. am 01.02.1985 in Hamburg

Berufliche Erfahrung
seit 04/2018 Projektleiter
Siemens AG, München
- Leitung von 5 Projekten
01/2012 – 03/2018 Ingenieur
Bosch GmbH, Stuttgart
- Entwicklung

Ausbildung
10/2006 – 09/2011 Studium Maschinenbau, RWTH Aachen
Abschluss: Diplom-Ingenieur (Note: 1,9)
1996 – 2005 Gymnasium Hamburg
Abschluss: Abitur

Kenntnisse
Sprachen: Deutsch (Muttersprache), Englisch (fließend)
EDV: MS Office, CATIA
""")
    assert found["basics"] == {
        "name": "Max Mustermann",
        "email": "max@mustermann.example",
        "phone": "030 1234567",
        "location": {"address": "Musterstraße 12", "postalCode": "12345", "city": "Berlin"},
    }
    assert entries(found, "work", "position", "name", "location", "startDate", "endDate") == [
        ("Projektleiter", "Siemens AG", "München", "2018-04", None),
        ("Ingenieur", "Bosch GmbH", "Stuttgart", "2012-01", "2018-03"),
    ]
    assert entries(found, "education", "institution", "studyType", "area", "score") == [
        ("RWTH Aachen", "Diplom-Ingenieur", "Maschinenbau", "1,9"),
        ("Gymnasium Hamburg", "Abitur", None, None),
    ]
    assert entries(found, "languages", "language", "fluency") == [
        ("Deutsch", "Muttersprache"),
        ("Englisch", "fließend"),
    ]
    assert entries(found, "skills", "name", "keywords") == [("EDV", ["MS Office", "CATIA"])]


def test_a_chinese_resume_with_wide_blanks() -> None:
    found = read("""
张伟
电话：138-0013-8000　邮箱：zhangwei@example.com　北京

教育背景
2012.09 - 2016.06　清华大学　计算机科学与技术　本科

工作经历
2018.03 - 至今　字节科技有限公司　高级软件工程师
- 负责推荐系统。
2016.07 - 2018.02　百川网络技术有限公司　软件工程师
- 开发搜索功能。

专业技能
编程语言：Java、Python、Go
""")
    assert found["basics"] == {
        "name": "张伟",
        "email": "zhangwei@example.com",
        "phone": "138-0013-8000",
        "location": {"city": "北京"},
    }
    assert entries(found, "work", "position", "name", "startDate", "endDate") == [
        ("高级软件工程师", "字节科技有限公司", "2018-03", None),
        ("软件工程师", "百川网络技术有限公司", "2016-07", "2018-02"),
    ]
    assert entries(found, "education", "institution", "area", "studyType") == [("清华大学", "计算机科学与技术", "本科")]
    assert found["skills"] == [{"name": "编程语言", "keywords": ["Java", "Python", "Go"]}]


def test_an_academic_s_appointments_and_publications() -> None:
    found = read("""
# Jane Doe
jane@example.ac.uk

# Academic Appointments
2019–present\tAssistant Professor, Department of Biology, University of Leeds
2015–2019\tPostdoctoral Fellow, Max Planck Institute for Evolutionary Biology, Plön, Germany

# Education
2010–2015\tPhD, Evolutionary Biology, University of Edinburgh

# Publications
Smith, J., & Doe, J. (2020). Deep learning for bees. Journal of Insects, 12(3), 45–67.
"On the nature of hives", Bee World, 2018
""")
    assert entries(found, "work", "position", "name", "location") == [
        ("Assistant Professor", "Department of Biology, University of Leeds", None),
        ("Postdoctoral Fellow", "Max Planck Institute for Evolutionary Biology", "Plön, Germany"),
    ]
    assert entries(found, "education", "studyType", "area", "institution") == [
        ("PhD", "Evolutionary Biology", "University of Edinburgh")
    ]
    assert entries(found, "publications", "name", "releaseDate") == [
        ("Deep learning for bees", "2020"),
        ("On the nature of hives", "2018"),
    ]


def test_a_spanish_curriculum() -> None:
    found = read("""
# Lucía Gómez
lucia@example.es

# Experiencia profesional
Jefa de ventas\tEnero 2018 - Actualidad
Comercial Ibérica S.L., Madrid
- Dirección del equipo.
Dependienta\tMarzo 2014 - Diciembre 2017
Almacenes Sur, Sevilla
- Atención al cliente.

# Formación
Grado en Administración de Empresas\t2010 - 2014
Universidad de Sevilla

# Idiomas
Español nativo, inglés nivel B2, francés básico
""")
    assert entries(found, "work", "position", "name", "location", "startDate") == [
        ("Jefa de ventas", "Comercial Ibérica S.L.", "Madrid", "2018-01"),
        ("Dependienta", "Almacenes Sur", "Sevilla", "2014-03"),
    ]
    assert entries(found, "education", "studyType", "area", "institution") == [
        ("Grado", "Administración de Empresas", "Universidad de Sevilla")
    ]
    assert entries(found, "languages", "language", "fluency") == [
        ("Español", "nativo"),
        ("inglés", "nivel B2"),
        ("francés", "básico"),
    ]


def test_an_italian_form_with_labels_in_a_column() -> None:
    found = read("""
CURRICULUM VITAE
Informazioni personali
Nome\tMario Rossi
Indirizzo\tVia Roma 12, 20121 Milano
Telefono\t+39 02 5550 1234
E-mail\tmario.rossi@example.it
Esperienza lavorativa
Date (da – a)\t03/2015 – ad oggi
Nome e indirizzo del datore di lavoro\tAcme S.p.A., Milano
Tipo di impiego\tImpiegato commerciale
Date (da – a)\t01/2010 – 02/2015
Nome e indirizzo del datore di lavoro\tBeta S.r.l., Torino
Tipo di impiego\tAddetto vendite
Istruzione e formazione
Date (da – a)\t2004 – 2009
Nome e tipo di istituto di istruzione o formazione\tUniversità degli Studi di Torino
Qualifica conseguita\tLaurea in Economia
""")
    assert entries(found, "work", "position", "name", "location", "startDate", "endDate") == [
        ("Impiegato commerciale", "Acme S.p.A.", "Milano", "2015-03", None),
        ("Addetto vendite", "Beta S.r.l.", "Torino", "2010-01", "2015-02"),
    ]
    assert entries(found, "education", "institution", "startDate", "endDate") == [
        ("Università degli Studi di Torino", "2004", "2009")
    ]


def test_an_indian_resume_with_designations() -> None:
    found = read("""
Rahul Sharma
Mobile: +91-9876543210 | Email: rahul.s@example.com
CAREER OBJECTIVE
To work in a growth oriented organization.
WORK EXPERIENCE
1) Nandi Systems Ltd., Pune
Designation: Software Engineer
Duration: June 2018 to till date
Roles & Responsibilities:
- Developed modules.
2) Trident, Mumbai
Designation: Trainee
Duration: July 2016 to May 2018
- Testing.
PERSONAL DETAILS
Date of Birth: 12/05/1994
Languages Known: English, Hindi, Marathi
""")
    assert entries(found, "work", "position", "name", "location", "startDate", "endDate") == [
        ("Software Engineer", "Nandi Systems Ltd.", "Pune", "2018-06", None),
        ("Trainee", "Trident", "Mumbai", "2016-07", "2018-05"),
    ]
    assert entries(found, "languages", "language") == [("English",), ("Hindi",), ("Marathi",)]


def test_french_dates_that_begin_with_a_preposition() -> None:
    found = read("""
# Jean Martin
jean@example.fr - 06 12 34 56 78 - Lyon
# EXPÉRIENCES PROFESSIONNELLES
De septembre 2018 à aujourd'hui : Chef de projet, Cap Nord, Lyon
- Pilotage de projets.
De 2015 à 2018 : Développeur chez Soprano
- Java.
# FORMATION
2015 : Master Informatique, Université Lyon 1
""")
    assert entries(found, "work", "position", "name", "startDate", "endDate") == [
        ("Chef de projet", "Cap Nord", "2018-09", None),
        ("Développeur", "Soprano", "2015", "2018"),
    ]
    assert entries(found, "education", "studyType", "area", "institution", "endDate") == [
        ("Master", "Informatique", "Université Lyon 1", "2015")
    ]


def test_a_text_that_is_all_furniture_is_read_all_the_same() -> None:
    assert [row.text for row in rows_of(document("Original page 10"))] == ["Original page 10"]
    assert [row.text for row in rows_of(document("Ada Lovelace\nPage 1 of 2"))] == ["Ada Lovelace"]
