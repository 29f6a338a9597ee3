"""Whole résumés as people type them, in several languages and customs."""

from typing import Any

from tests.analysis.structure.build import read


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
