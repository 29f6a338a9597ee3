"""Jobs and studies in every pattern that the grammar has."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.quality.generator.blocks import Block, Grid, Paragraph, Run, plain
from tests.quality.generator.dates import period_text, truth_dates
from tests.quality.generator.people import Job, Study, pack
from tests.quality.generator.style import Style

Truth = dict[str, Any]
Head = list[Paragraph]


def work_blocks(rng: Random, jobs: list[Job], style: Style) -> tuple[list[Block], list[Truth]]:
    blocks: list[Block] = []
    truth: list[Truth] = []
    if style.work == "promotions" and len(jobs) > 1:
        jobs[1].org, jobs[1].place = jobs[0].org, jobs[0].place
    for index, job in enumerate(jobs):
        when = period_text(rng, job.start, job.end, style)
        same = style.work == "promotions" and index == 1
        head, shown = _work_head(rng, job, when, style, same)
        entry: Truth = {"name": job.org, "position": job.title, **truth_dates(job.start, job.end, style)}
        if shown:
            entry["location"] = job.place
        body = _work_text(job, style, entry)
        blocks += _with_dates_column(head, body, when, style)
        truth.append(entry)
    return blocks, truth


def _work_head(rng: Random, job: Job, when: str, style: Style, same_org: bool) -> tuple[Head, bool]:
    """The head's lines, and whether the place is among them."""
    if style.layout == "dates-column":
        when = ""
    placed = rng.random() < 0.6
    org = f"{job.org}, {job.place}" if placed else job.org
    bold = style.heading != "bold"
    at = pack(style.lang)["at"]
    separator = style.separator if style.separator.strip() else " – "
    dated = f" ({when})" if when else ""
    match style.work:
        case "title-dates-right|org-place":
            return [plain(job.title, "head", right=when, bold=bold), plain(org)], placed
        case "title|org-place|dates-right":
            return [plain(job.title, "head", bold=bold), plain(org, right=when)], placed
        case "org-dates-right|title":
            return [plain(org, "head", right=when, bold=True), plain(job.title, italic=True)], placed
        case "title,org(dates)":
            return [Paragraph([Run(job.title, bold=bold), Run(f", {job.org}{dated}")], "head")], False
        case "dates|title|org":
            return [*_line(when), plain(job.title, "head", bold=bold), plain(org)], placed
        case "org|title|dates":
            return [plain(org, "head", bold=True), plain(job.title), *_line(when)], placed
        case "title-at-org|dates" if at.strip() and at != "-":
            return [plain(f"{job.title} {at} {job.org}", "head", bold=bold), *_line(when)], False
        case "org-place-dates|title":
            parts = [job.org, job.place, when] if when else [job.org, job.place]
            return [plain(separator.join(parts), "head", bold=bold), plain(job.title, italic=True)], True
        case "dates: title, org":
            return [
                Paragraph([Run(f"{when}: " if when else ""), Run(job.title, bold=True), Run(f", {job.org}")], "head")
            ], False
        case "org (dates): title":
            return [Paragraph([Run(job.org, bold=bold), Run(f"{dated}: {job.title}")], "head")], False
        case "promotions":
            role = plain(job.title, "head", right=when, italic=True)
            return ([role] if same_org else [plain(org, "head", bold=True), role]), placed and not same_org
    parts = [part for part in (job.title, job.org, when) if part]
    return [plain(" | ".join(parts), "head", bold=bold)], False


def _line(text: str) -> Head:
    return [plain(text)] if text else []


def _work_text(job: Job, style: Style, entry: Truth) -> list[Paragraph]:
    if style.text == "none":
        return []
    body: list[Paragraph] = []
    if style.text in ("paragraph", "both"):
        text = job.text if style.text == "both" else _as_prose(job.bullets)
        entry["summary"] = text
        body.append(plain(text))
    if style.text == "one-line":
        entry["highlights"] = job.bullets[:1]
    elif style.text in ("bullets", "both"):
        entry["highlights"] = list(job.bullets)
    return body + [Paragraph([Run(point)], "bullet", glyph=style.glyph) for point in entry.get("highlights", [])]


def _as_prose(points: list[str]) -> str:
    return " ".join(point if point.endswith((".", "。")) else f"{point}." for point in points)


def _with_dates_column(head: Head, body: list[Paragraph], when: str, style: Style) -> list[Block]:
    if style.layout != "dates-column":
        return [*head, *body]
    return [Grid([[[plain(when)], [*head, *body]]], [0.22, 0.78])]


def study_blocks(rng: Random, studies: list[Study], style: Style) -> tuple[list[Block], list[Truth]]:
    blocks: list[Block] = []
    truth: list[Truth] = []
    for study in studies:
        when = period_text(rng, study.start, study.end, style)
        head = _study_head(study, "" if style.layout == "dates-column" else when, style)
        blocks += _with_dates_column(head, [], when, style)
        truth.append(
            {
                "institution": study.school,
                "studyType": study.degree,
                "area": study.area,
                **truth_dates(study.start, study.end, style),
            }
        )
    return blocks, truth


def _study_head(study: Study, when: str, style: Style) -> Head:
    of = pack(style.lang)["of"]
    joined = {"-": f"{study.degree}, {study.area}", "ב": f"{study.degree} ב{study.area}"}.get(of)
    degree = joined or f"{study.degree} {of.strip()} {study.area}".replace("  ", " ")
    dated = f" ({when})" if when else ""
    match style.education:
        case "degree-area|school|dates-right":
            return [plain(degree, "head", bold=True), plain(study.school, right=when)]
        case "school-dates-right|degree-area":
            return [plain(study.school, "head", right=when, bold=True), plain(degree)]
        case "school, place|degree, dates":
            line = ", ".join(filter(None, (degree, when)))
            return [plain(f"{study.school}, {study.place}", "head", bold=True), plain(line, italic=True)]
        case "dates degree, school":
            return [plain(f"{when}  {degree}, {study.school}".strip(), "head")]
        case "degree, school (dates)":
            return [Paragraph([Run(degree, bold=True), Run(f", {study.school}{dated}")], "head")]
        case "dates|school|degree":
            return [*_line(when), plain(study.school, "head", bold=True), plain(degree)]
    return [plain(" | ".join(filter(None, (degree, study.school, when))), "head")]
