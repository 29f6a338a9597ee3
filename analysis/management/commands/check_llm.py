"""`manage.py check_llm`: ask the model's server one small question, and say what works and what to set."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from analysis.steps.model_check import Finding, check_model
from profiles.text import on_one_line


class Command(BaseCommand):
    help = (
        "Ask the language model of LLM_BASE_URL and LLM_MODEL to read a tiny résumé of nobody, by a function call and "
        "as text, and say what to set. The exit code is 1 if neither works."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--long",
            action="store_true",
            help="also send a document of the greatest length, to find out whether the server cuts it (some 20,000 "
            "tokens)",
        )

    def handle(self, *, long: bool, **_: Any) -> None:
        if not (settings.LLM_BASE_URL and settings.LLM_MODEL):
            raise CommandError("LLM_BASE_URL and LLM_MODEL are not set: there is no model to ask.")
        self.stdout.write(f"{on_one_line(settings.LLM_MODEL)} at {on_one_line(settings.LLM_BASE_URL)}")
        findings = []
        for finding in check_model(long=long):
            self.stdout.write(_line(finding))
            findings.append(finding)
        self.stdout.write(_advice(*findings))
        if not any(finding.works for finding in findings):
            sys.exit(1)


def _line(finding: Finding) -> str:
    asked, answered = (f"{count:,}" if count is not None else "?" for count in finding.tokens)
    cost = f"{finding.seconds:.1f} s, {asked} tokens sent, {answered} received"
    verdict = "works" if finding.works else "fails"
    return f"  {finding.what}: {verdict} ({cost}){f': {on_one_line(finding.said)}' if finding.said else ''}"


def _advice(tools: Finding, text: Finding, long: Finding | None = None) -> str:
    if not tools.works and not text.works:
        return "The model can't be used as it is set: see the messages above."
    advice = [] if tools.works else ["set LLM_TOOLS=off"]
    if not tools.works and settings.LLM_TOOLS is False:
        advice = []
    slowest = max(finding.seconds for finding in (tools, text, long) if finding)
    if slowest > settings.LLM_TIMEOUT / 2:
        advice.append(f"raise LLM_TIMEOUT, which is {settings.LLM_TIMEOUT:g} seconds: an answer took {slowest:.0f}")
    if long and not long.works:
        advice.append("raise the server's context (num_ctx for Ollama): long documents do not reach the model whole")
    return f"To do: {'; '.join(advice)}." if advice else "Nothing needs to be changed."
