"""`manage.py analyze`, run as a person runs it: in a process of its own, on a machine without a database."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import demo
from profiles.resume import Resume
from tests.stand_in_llm import StandInLlm

ROOT = Path(__file__).parents[3]
AMARA, PROTECTED, DAMAGED = demo.READABLE[0], demo.PROTECTED, demo.DAMAGED


def analyze(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), cwd=ROOT, env=without_database(), capture_output=True, text=True, timeout=120, check=False
    )


def command(*arguments: object) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "analyze", *map(str, arguments)]


def without_database() -> dict[str, str]:
    """An environment in which a connection to the database would fail at once, and without any setting of the tests."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere", "SECRET_KEY": "x", "DEVELOPMENT": "1"}


def test_one_file_is_printed_as_one_json_resume_document() -> None:
    done = analyze(AMARA)

    assert (done.returncode, done.stderr) == (0, "")
    resume = Resume.model_validate_json(done.stdout)
    assert resume.basics.name == "Amara Okafor"
    assert resume.basics.email == "amara.okafor@example.com"
    assert len(resume.work) == 3


def test_several_files_are_printed_one_document_a_line_in_their_order() -> None:
    done = analyze(*demo.READABLE, "--jobs", 3)

    assert (done.returncode, done.stderr) == (0, "")
    names = [json.loads(line)["basics"]["name"].casefold() for line in done.stdout.splitlines()]
    assert names == ["amara okafor", "jonas weber", "lucía ferreira", "mei tanaka", "tom hughes"]


def test_documents_are_written_under_the_files_whole_names(tmp_path: Path) -> None:
    done = analyze(*demo.READABLE, "--output", tmp_path / "new" / "folder")

    assert done.returncode == 0
    assert "5 of 5 files" in done.stdout
    written = {path.name: json.loads(path.read_text()) for path in (tmp_path / "new" / "folder").iterdir()}
    assert set(written) == {f"{path.name}.json" for path in demo.READABLE}
    assert written["Jonas Weber.docx.json"]["basics"]["email"] == "jonas.weber@example.org"


def test_a_file_that_can_not_be_read_gets_a_line_and_the_others_go_on(tmp_path: Path) -> None:
    done = analyze(PROTECTED, DAMAGED, AMARA, "--output", tmp_path)

    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert first.startswith(f"{PROTECTED.name}: password_protected: ")
    assert second.startswith(f"{DAMAGED.name}: unreadable_file: ")
    assert [path.name for path in tmp_path.iterdir()] == ["Amara Okafor.pdf.json"]


def test_a_folder_stands_for_its_files_but_for_hidden_ones(tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    shutil.copy(AMARA, tmp_path / "in" / "cv.pdf")
    shutil.copy(AMARA, tmp_path / "in" / "deep" / "cv.pdf")
    (tmp_path / "in" / ".DS_Store").write_bytes(b"\x00\x01")

    done = analyze(tmp_path / "in", "--output", tmp_path / "out")

    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "cv.pdf.json").exists()
    assert (tmp_path / "out" / "deep" / "cv.pdf.json").exists()


@pytest.mark.parametrize("given", ["missing.pdf", "/dev/zero", "empty.pdf", "liar.pdf"])
def test_what_is_no_document_is_told_in_one_line(given: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "liar.pdf").write_text("Jane Example, engineer at Acme")

    done = analyze(tmp_path / given)

    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    name, code, message = line.split(": ", 2)
    assert name == Path(given).name
    assert code in {"unreadable_file", "unsupported"}
    assert message.endswith(".")


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "cv.txt").touch(mode=0)

    done = analyze(tmp_path / "cv.txt")

    assert done.returncode == 1
    assert done.stderr == "cv.txt: unreadable_file: Permission denied.\n"


def test_a_folder_without_files_is_a_mistake(tmp_path: Path) -> None:
    done = analyze(tmp_path)

    assert done.returncode == 1
    assert "no file in this folder" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_results_never_get_one_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    shutil.copy(AMARA, tmp_path / "a" / AMARA.name)

    done = analyze(AMARA, tmp_path / "a" / AMARA.name, "--output", tmp_path / "out")

    assert done.returncode == 1
    assert AMARA.name in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_can_not_be_made_is_told_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = analyze(AMARA, "--output", tmp_path / "file" / "out")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(tmp_path / "file") in done.stderr


def test_the_details_for_operators_are_shown_on_demand() -> None:
    assert len(analyze(DAMAGED).stderr.splitlines()) == 1
    assert len(analyze(DAMAGED, "--verbosity", 2).stderr.splitlines()) > 1


def test_a_reader_that_has_seen_enough_causes_no_traceback() -> None:
    running = subprocess.Popen(
        command(*[AMARA] * 50), env=without_database(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert running.stdout is not None
    assert running.stderr is not None
    with running, running.stderr as errors:
        assert running.stdout.read(1) == "{"

        running.stdout.close()

        assert errors.read() == ""
    assert running.returncode == 1


def test_ctrl_c_ends_it_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    for number in range(400):
        shutil.copy(AMARA, tmp_path / f"{number}.pdf")
    running = subprocess.Popen(
        command(tmp_path),
        env=without_database(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # What a shell runs in the background ignores it, and so do the tests then.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509 - takes no lock
    )
    assert running.stdout is not None
    running.stdout.readline()  # it has begun

    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)

    assert running.returncode == 130, errors
    assert "Traceback" not in errors


@pytest.mark.parametrize("engine", ["llm", "hybrid"])
def test_the_language_model_needs_to_be_set_up(engine: str) -> None:
    done = analyze(AMARA, "--engine", engine)

    assert done.returncode == 1
    assert "LLM_BASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("engine", "requests", "cost"),
    [
        ("offline", 0, "no language model was asked"),
        ("llm", 1, "a language model was shown 100% of the text; tokens: 1,000 asked, 200 answered"),
        ("hybrid", 1, "of the text; tokens: 1,000 asked, 200 answered"),
    ],
)
def test_each_engine_says_what_it_cost_where_it_is_asked(tmp_path: Path, engine: str, requests: int, cost: str) -> None:
    nameless = tmp_path / "cv.txt"
    nameless.write_text("ada@example.org\n\nExperience\nAnalyst, Analytical Engines Ltd\n2019 - 2021\n")
    with StandInLlm() as llm:
        done = subprocess.run(
            command(nameless, "--engine", engine, "--verbosity", 2),
            cwd=ROOT,
            env=without_database() | {"LLM_BASE_URL": llm.base_url, "LLM_MODEL": "stand-in"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 0
    assert json.loads(done.stdout)["basics"]["email"] == "ada@example.org"
    assert done.stderr.startswith("cv.txt: ")
    assert done.stderr.endswith(f"{cost}\n")
    assert len(llm.requests) == requests


def test_a_report_tells_what_of_each_file_is_in_no_field(tmp_path: Path) -> None:
    text = "Ada Lovelace\nada@example.org\n\nExperience\nAnalyst, Analytical Engines Ltd\n2019 - 2021\n"
    (tmp_path / "cv.txt").write_text(f"{text}\nCertificates\n\nShe keeps forty beehives on the roof.\n")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing")
    report = tmp_path / "report.jsonl"
    done = analyze(tmp_path / "cv.txt", tmp_path / "bad.pdf", "--output", tmp_path / "out", "--report", report)

    assert done.returncode == 1
    good, bad = map(json.loads, report.read_text().splitlines())
    assert bad == {"file": "bad.pdf", "error": "unreadable_file"}
    assert 0 < good["placed"] <= 1
    assert good["evidence"]["/basics/email"]["confidence"] > 0
    assert set(good) == {"file", "placed", "unplaced", "empty_sections", "evidence"}
    assert f"{good['placed']:.1%} of their text is in a field." in done.stdout


def test_a_report_that_cannot_be_written_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = analyze(AMARA, "--report", tmp_path / "nowhere" / "report.jsonl")
    assert done.returncode == 1
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr
