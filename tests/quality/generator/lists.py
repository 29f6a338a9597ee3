"""Skills and languages in every form that the grammar has."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.quality.generator.blocks import Block, Grid, Paragraph, Run, plain
from tests.quality.generator.people import pack
from tests.quality.generator.style import Style

Truth = dict[str, Any]
LEVELS = ("●●●●●", "●●●●○", "●●●○○")


def skill_blocks(rng: Random, groups: dict[str, list[str]], style: Style) -> tuple[list[Block], list[Truth]]:
    every = [skill for skills in groups.values() for skill in skills]
    named = [{"name": name, "keywords": skills} for name, skills in groups.items() if skills]
    single = [{"name": skill} for skill in every]
    match style.skills:
        case "group: comma":
            lines: list[Block] = [
                Paragraph([Run(f"{name}: ", bold=True), Run(", ".join(skills))], "body")
                for name, skills in groups.items()
                if skills
            ]
            return lines, named
        case "group|comma":
            lines = []
            for name, skills in groups.items():
                lines += [plain(name, "group", bold=True), plain(", ".join(skills))] if skills else []
            return lines, named
        case "bullets":
            return [Paragraph([Run(skill)], "bullet", glyph=style.glyph) for skill in every], single
        case "bullets-level":
            levels = pack(style.lang)["fluency"][1:4]
            return [
                Paragraph([Run(f"{skill} – {rng.choice(levels)}")], "bullet", glyph=style.glyph) for skill in every
            ], single
        case "piped":
            return [plain(" | ".join(every))], single
        case "table":
            rows = [[[plain(name, bold=True)], [plain(", ".join(skills))]] for name, skills in groups.items() if skills]
            return [Grid(rows, [0.3, 0.7], ruled=True)], named
        case "columns":
            half = (len(every) + 1) // 2
            cells = [[plain(skill) for skill in every[:half]], [plain(skill) for skill in every[half:]]]
            return [Grid([cells], [0.5, 0.5])], single
    return [plain(", ".join(every))], single


def language_blocks(rng: Random, spoken: list[tuple[str, str]], style: Style) -> tuple[list[Block], list[Truth]]:
    truth = [{"language": name, "fluency": level} for name, level in spoken]
    match style.languages:
        case "lines: level":
            return [plain(f"{name}: {level}") for name, level in spoken], truth
        case "lines – level":
            return [plain(f"{name} – {level}") for name, level in spoken], truth
        case "one-line":
            return [plain(", ".join(f"{name} ({level})" for name, level in spoken))], truth
        case "in-skills":
            label = pack(style.lang)["headings"]["languages"][0]
            line = ", ".join(f"{name} ({level})" for name, level in spoken)
            if style.skills.startswith("group"):
                return [Paragraph([Run(f"{label}: ", bold=True), Run(line)], "body")], truth
            return [plain(line)], truth
        case "table":
            return [Grid([[[plain(name)], [plain(level)]] for name, level in spoken], [0.3, 0.7], ruled=True)], truth
        case "level-dots":
            lines: list[Block] = [plain(f"{name} {rng.choice(LEVELS)}") for name, _ in spoken]
            return lines, [{"language": name} for name, _ in spoken]
    return [plain(f"{name} ({level})") for name, level in spoken], truth
