"""A sheet as a PDF: literal, accessible, of every script, within the page, and read back as what it was."""

import base64
import io
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from django.utils.translation import override

from analysis.failures import StepFailure
from analysis.sandbox import Limits
from analysis.web import profile_pdf
from analysis.web.profile_pdf import NoFontError, as_pdf
from profiles.output.pdf import compiled, set_as_pdf
from profiles.output.sheet import sheet_of
from profiles.resume import Resume
from tests.analysis.extract.outcomes import outcome_of
from tests.factories import RESUME

Json = dict[str, Any]
OF_OUR_DAYS: Json = {
    "basics": {
        "name": "Ada Lovelace", "label": "Senior Software Engineer", "email": "ada@example.org",
        "phone": "+44 20 7946 0958", "url": "https://ada.example.org",
        "location": {"city": "London", "countryCode": "GB"},
        "summary": "Engineer who writes programs for machines that are not built yet.",
        "profiles": [{"network": "GitHub", "username": "ada", "url": "https://github.com/ada"}],
    },
    "work": [
        {
            "name": "Engine Works Ltd", "position": "Senior Software Engineer", "location": "London",
            "startDate": "2019-04", "highlights": ["Led a team of five engineers", "Cut the cost of builds by half"],
        },
        {
            "name": "Difference GmbH", "position": "Software Engineer", "location": "Berlin",
            "startDate": "2014-01", "endDate": "2019-03", "highlights": ["Wrote the compiler of a new language"],
        },
    ],
    "education": [
        {
            "institution": "University of London", "area": "Mathematics", "studyType": "BSc",
            "startDate": "2010", "endDate": "2013",
        }
    ],
    "skills": [{"name": "Programming", "keywords": ["Python", "Rust"]}],
    "languages": [{"language": "English", "fluency": "Native"}, {"language": "French", "fluency": "Fluent"}],
    "certificates": [{"name": "Certified Kubernetes Administrator", "issuer": "CNCF", "date": "2021"}],
}  # fmt: skip
MARKUP = '#import "x" *a* _b_ @c $d$ <e> `f` // g \\ ~ -- [h] #(1+1) /* i */'


def pdf_of(document: Json) -> bytes:
    with override("en"):
        sheet = sheet_of(Resume.model_validate(document), untitled="cv.docx")
    return base64.b64decode(set_as_pdf(dict(sheet), lambda *_: None)["pdf"])


def texts(pdf: bytes) -> list[str]:
    """What can be copied out of each page, in one line."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def test_what_looks_like_markup_is_text() -> None:
    document = {"basics": {"name": MARKUP, "summary": "= no heading\n- no list"}, "work": [{"highlights": [MARKUP]}]}
    (page,) = texts(pdf_of(document))
    assert page.count(MARKUP) == 2
    assert "= no heading - no list" in page


def test_it_is_tagged_titled_and_in_a_language() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(RESUME)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert reader.metadata.title == reader.metadata.author == "Ada Lovelace"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


def test_links_can_be_followed() -> None:
    reader = pypdf.PdfReader(io.BytesIO(pdf_of(RESUME)))
    notes: Any = reader.pages[0]["/Annots"]
    assert [note.get_object()["/A"]["/URI"] for note in notes] == [
        "mailto:ada@example.org", "tel:+442079460958", "https://ada.example.org", "https://github.com/ada",
    ]  # fmt: skip


def test_only_several_pages_are_numbered() -> None:
    assert "1 / 1" not in texts(pdf_of(RESUME))[0]
    points = [f"Point {number} of many" for number in range(200)]
    pages = texts(pdf_of({"basics": {"name": "Ada"}, "work": [{"position": "Analyst", "highlights": points}]}))
    assert [page.rpartition("Ada ")[2] for page in pages] == [f"{n + 1} / {len(pages)}" for n in range(len(pages))]
    assert all(any(point in page for page in pages) for point in points)


def test_no_word_is_too_long_for_the_page() -> None:
    long = {"name": "N" * 200, "email": "e" * 100 + "@example.org", "summary": "https://example.org/" + "s" * 400}
    work = {"position": "p" * 150, "name": "n" * 150, "startDate": "2019", "highlights": ["h" * 300]}
    with pypdfium2.PdfDocument(pdf_of({"basics": long, "work": [work]})) as document:
        for page in document:
            words = page.get_textpage()
            edges = [words.get_charbox(index)[2] for index in range(words.count_chars())]
            assert max(edges) < page.get_width() - 50


@pytest.mark.parametrize(
    "name",
    ["Zażółć Gęślą", "Инженер Їжак", "Μηχανικός", "田中 美穂", "かなカナ", "김민수", "张伟", "Nguyễn Thị Hương"],
)
def test_the_writings_that_are_read_can_be_set(name: str) -> None:
    assert texts(pdf_of({"basics": {"name": name}})) == [name]


@pytest.mark.parametrize("name", ["Zażółć Инженер Μηχανικός Nguyễn", "田中 かな カナ", "김민수", "张伟"])
def test_no_font_of_the_machine_is_needed_for_them(name: str) -> None:
    sheet = sheet_of(Resume.model_validate({"basics": {"name": name}}), untitled="")
    pdf, not_shown = compiled(dict(sheet), system_fonts=False)
    assert not_shown == set()
    assert texts(pdf) == [name]


def test_characters_are_drawn_as_the_language_of_the_text_draws_them() -> None:
    def fonts(name: str) -> str:
        page: Any = pypdf.PdfReader(io.BytesIO(pdf_of({"basics": {"name": name}}))).pages[0]
        return " ".join(str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values())

    assert "NotoSansCJKjp" in fonts("直子の骨")
    assert "NotoSansCJKsc" in fonts("直子骨")
    assert "NotoSansCJKkr" in fonts("直 김")


def test_signs_without_a_font_are_left_out_and_nothing_else() -> None:
    (page,) = texts(pdf_of({"basics": {"name": "\uf095 Ada \U000f0001 Lovelace", "label": "\uf0e0"}}))
    assert page == "Ada Lovelace"


def test_letters_without_a_font_are_named() -> None:
    with pytest.raises(NoFontError) as refused:
        as_pdf(Resume.model_validate({"basics": {"name": "Ada \U00011d60\U00011d61"}}), untitled="cv.pdf", user_pk=1)
    assert refused.value.letters == "\U00011d60\U00011d61"


def test_what_nobody_is_named_in_is_headed_by_its_file() -> None:
    assert texts(pdf_of({})) == ["cv.docx"]


def test_a_profile_without_end_is_refused_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Resume.model_validate({"work": [{"highlights": ["x" * 9000] * 8}]})
    assert as_pdf(long, untitled="cv.pdf", user_pk=1).startswith(b"%PDF-")
    with pytest.raises(StepFailure, match="too_large"):
        as_pdf(long.model_copy(update={"work": long.work * 3}), untitled="cv.pdf", user_pk=1)
    monkeypatch.setattr(profile_pdf, "LIMITS", Limits(wall_seconds=0.1))
    with pytest.raises(StepFailure, match="too_large"):
        as_pdf(long, untitled="cv.pdf", user_pk=1)


@pytest.mark.parametrize("language", ["en", "de"])
def test_it_is_read_back_as_what_it_was(tmp_path: Path, language: str) -> None:
    path = tmp_path / "cv.pdf"
    with override(language):
        path.write_bytes(as_pdf(Resume.model_validate(OF_OUR_DAYS), untitled="cv.pdf", user_pk=1))
    found = outcome_of(path).resume
    assert found is not None
    basics: Json = OF_OUR_DAYS["basics"]
    assert {name: found["basics"].get(name) for name in basics} == basics
    for section in ("work", "education", "skills", "languages", "certificates"):
        assert found[section] == OF_OUR_DAYS[section], section


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("مهندس برمجيات", "NotoSansArabic"),
        ("सॉफ्टवेयर इंजीनियर", "NotoSansDevanagari"),
        ("Ada\ufeff Lovelace", "LibertinusSerif"),
    ],
)
def test_a_script_has_a_font_that_joins_its_letters_on_any_machine(text: str, family: str) -> None:
    resume = Resume.model_validate({"basics": {"name": text, "summary": f"{text} 2019"}})
    made = set_as_pdf(dict(sheet_of(resume, untitled="cv.pdf")), lambda *_: None)
    fonts = {
        str(font)
        for page in pypdf.PdfReader(io.BytesIO(base64.b64decode(made["pdf"]))).pages
        for font in _font_names(page)
    }
    assert any(family in font.replace("-", "").replace(" ", "") for font in fonts), fonts


def _font_names(page: Any) -> list[str]:
    fonts = page["/Resources"]["/Font"]
    return [fonts[name]["/BaseFont"] for name in fonts]
