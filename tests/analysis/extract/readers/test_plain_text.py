"""Plain text: its lines, with what people draw into them, in whatever encoding."""

import codecs
from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import texts, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cv.txt"


def test_an_underlined_line_is_a_heading_and_the_rule_is_not_read(path: Path) -> None:
    read = written(path, "Ada Lovelace\n============\n\nExperience\n----------\nEngineer\n")

    assert [(line.role, line.text) for line in read.lines] == [
        ("heading", "Ada Lovelace"),
        ("heading", "Experience"),
        ("", "Engineer"),
    ]


def test_bullets_are_told_and_dropped(path: Path) -> None:
    read = written(path, "Work\n- Renewed two quays.\n  * Closed no ferry.\n• Wrote reports.\n-5 degrees\n")

    assert [(line.role, line.text) for line in read.lines] == [
        ("", "Work"),
        ("bullet", "Renewed two quays."),
        ("bullet", "Closed no ferry."),
        ("bullet", "Wrote reports."),
        ("", "-5 degrees"),
    ]


def test_blank_lines_part_blocks(path: Path) -> None:
    read = written(path, "Ada\nBreda\n\n\nWork\n")

    assert [line.block for line in read.lines] == [0, 0, 1]


def test_wide_gaps_are_tabs(path: Path) -> None:
    assert texts(written(path, "Engineer            2019 - 2023\nSurveyor\t2015\n")) == [
        "Engineer\t2019 - 2023",
        "Surveyor\t2015",
    ]


def test_a_form_feed_begins_a_page(path: Path) -> None:
    assert [(line.page, line.text) for line in written(path, "Ada\n\fWork\n").lines] == [(1, "Ada"), (2, "Work")]


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
        ("utf-16-le", b""),
        ("cp1252", b""),
    ],
)
def test_western_text_is_read_in_every_usual_encoding(path: Path, encoding: str, bom: bytes) -> None:
    text = "José Müller\nIngénieur – “Ponts & Chaussées”\n2019 – 2023 €\n"

    assert texts(written(path, bom + text.encode(encoding))) == text.splitlines()


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Анна Иванова\nИнженер, Санкт-Петербург\nОпыт работы: проектирование мостов и дорог"),
        ("koi8-r", "Анна Иванова\nИнженер, Санкт-Петербург\nОпыт работы: проектирование мостов и дорог"),
        ("cp1250", "Michał Wójcik\nInżynier, Łódź\nDoświadczenie zawodowe i wykształcenie wyższe"),
        ("gb18030", "林子墨\n高级后端工程师\n工作经历:负责订单中心重构,将接口平均响应时间缩短"),
        ("shift_jis", "佐藤 花子\n看護師\n職務経歴:集中治療室で重症患者の看護を担当"),
        ("euc-kr", "김민수\n소프트웨어 엔지니어\n경력 사항: 결제 시스템 설계 및 개발을 담당"),
        ("big5", "陳怡君\n軟體工程師\n工作經歷:負責支付系統的設計與開發工作"),
    ],
)
def test_text_in_the_old_encodings_of_other_languages_is_read(path: Path, encoding: str, text: str) -> None:
    assert texts(written(path, text.encode(encoding))) == text.splitlines()


def test_what_nobody_can_see_is_dropped(path: Path) -> None:
    assert texts(written(path, "A\u200bda\u00a0Love\u00adlace\ufeff e\ufb03cient \u202eRTL\u202c\n")) == [
        "Ada Lovelace efficient RTL"
    ]


def test_leaders_are_tabs_and_rules_of_signs_are_no_text(tmp_path: Path) -> None:
    leaders = "Engineer ............ 2019\n2015 Delta ---------- Breda\nTides, maps and so on...\n"

    read = written(tmp_path / "cv.txt", f"Ada Lovelace\n{'-' * 20}\n{leaders}")

    assert texts(read) == ["Ada Lovelace", "Engineer\t2019", "2015 Delta\tBreda", "Tides, maps and so on..."]


def test_an_accent_that_stands_apart_from_its_letter_is_put_onto_it(tmp_path: Path) -> None:
    read = written(tmp_path / "cv.txt", "Jos´e Garc´ıa M¨uller\nFranc¸ois Dvoˇrak, tr`es bien\nWrote `code` at 30 ˚C\n")

    assert texts(read) == ["José García Müller", "François Dvořak, très bien", "Wrote `code` at 30 ˚C"]
