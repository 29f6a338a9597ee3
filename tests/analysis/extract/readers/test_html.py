"""HTML: what a browser shows, with its headings, lists, tables and links."""

from pathlib import Path

import pytest

from tests.analysis.extract.readers.documents import texts, written


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cv.html"


def page(body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Title</title>{head}</head><body>{body}</body></html>"


def test_headings_lists_and_text_are_told_apart(path: Path) -> None:
    read = written(path, page("<h2>Experience</h2><p>Engineer</p><ul><li>Renewed<ul><li>two quays</li></ul></li></ul>"))

    assert [(line.role, line.level, line.text) for line in read.lines] == [
        ("heading", 2, "Experience"),
        ("", 0, "Engineer"),
        ("bullet", 1, "Renewed"),
        ("bullet", 2, "two quays"),
    ]


def test_what_is_not_shown_is_not_read(path: Path) -> None:
    style = "<style>.off{display:none} @media print{.paper{display:none}}</style>"
    hidden = (
        "<script>var x</script><p hidden>a</p><p style='display: none'>b</p><p class='off'>c</p>"
        "<span class='sr-only'>d</span>"
        "<template>e</template><!-- f --><noscript>g</noscript><svg><text>h</text></svg>"
    )

    assert texts(written(path, page(f"{hidden}<p class='paper'>Ada</p>", style))) == ["Ada"]


def test_line_breaks_end_lines_and_line_ends_do_not(path: Path) -> None:
    assert texts(written(path, page("<p>Ada\n  Lovelace<br>Breda</p>"))) == ["Ada Lovelace", "Breda"]


def test_rows_of_a_table_are_lines(path: Path) -> None:
    assert texts(
        written(path, page("<table><tr><td>Dutch</td><td>Native</td></tr><tr><td>English</td><td>C1</td></tr></table>"))
    ) == ["Dutch\tNative", "English\tC1"]


def test_links_and_weights_are_kept(path: Path) -> None:
    line = written(path, page("<p><strong>Ada</strong> <a href='mailto:ada@example.org'>write me</a></p>")).lines[0]

    assert [(span.text.strip(), span.bold, span.link) for span in line.spans if span.text.strip()] == [
        ("Ada", True, None),
        ("write me", False, "mailto:ada@example.org"),
    ]


def test_what_a_style_sheet_sets_side_by_side_is_not_glued_together(path: Path) -> None:
    style = "<style>.row{display:flex}</style>"

    assert texts(written(path, page("<div class='row'><span>Engineer</span><span>2019</span></div>", style))) == [
        "Engineer\t2019"
    ]


def test_the_encoding_that_a_page_names_is_used(path: Path) -> None:
    body = page("<p>Привет, мир</p>", "<meta charset='windows-1251'>")

    assert texts(written(path, body.encode("cp1251"))) == ["Привет, мир"]


@pytest.mark.parametrize(
    "items",
    [
        '<span class="chip">Go</span><span class="chip">Rust</span>',
        '<span class="chip">Go</span> <span class="chip">Rust</span> <span class="chip">C</span>',
    ],
)
def test_items_that_only_their_class_sets_apart_are_parted(path: Path, items: str) -> None:
    read = written(path, page(f"<p>{items}</p>"))

    assert texts(read)[0].startswith("Go\tRust")


def test_two_words_of_one_class_stay_a_phrase(path: Path) -> None:
    read = written(path, page('<p><b class="n">Ada</b> <b class="n">Lovelace</b></p>'))

    assert texts(read) == ["Ada Lovelace"]


def test_bare_spans_side_by_side_are_a_label_and_its_value(tmp_path: Path) -> None:
    pair = "<p><span>E-mail</span><span>ada@example.com</span></p>"
    name = "<p>Ada <span>Love</span>lace</p>"

    assert texts(written(tmp_path / "cv.html", f"<html><body>{pair}{name}</body></html>")) == [
        "E-mail\tada@example.com",
        "Ada Lovelace",
    ]
