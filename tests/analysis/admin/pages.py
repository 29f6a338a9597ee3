"""The admin as somebody uses it."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from analysis.models import AnalysisJob

_FORM = re.compile(
    r'<form method="post" action="(/admin/analysis/analysisjob/[^"]*)"(?: enctype="[^"]*")?>(.*?)</form>', re.DOTALL
)
LIST = "/admin/analysis/analysisjob/"


@dataclass
class Admin:
    client: Client
    user: User

    def get(self, path: str) -> str:
        """The text of a page, without its markup."""
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status_code
        return text(answer.content)

    def choose_retry(
        self, jobs: Iterable[AnalysisJob], *, query: str = "", all_pages: bool = False, **more: Any
    ) -> str:
        """Select jobs in the list and press Go; the text of what comes."""
        data = {
            "action": "retry_jobs",
            "_selected_action": [job.pk for job in jobs],
            "select_across": "1" if all_pages else "0",
            **more,
        }
        answer = self.client.post(LIST + query, data, follow=True)
        assert answer.status_code == 200, answer.status_code
        self.page = answer
        return text(answer.content)

    def confirm(self, *, force: bool = False, reason: str = "", from_step: str = "") -> str:
        """Send the form of the confirmation as a browser would; the text of what comes. "" leaves what is checked."""
        form = _FORM.search(self.page.content.decode())
        assert form, "there is nothing to confirm"
        fields: dict[str, Any] = {}
        for tag in re.findall(r"<input type=\"hidden\"[^>]*>", form[2]):
            name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
            assert name
            assert value
            fields.setdefault(name[1], []).append(html.unescape(value[1]))
        fields["reason"] = reason
        if checked := re.search(r'name="from_step" value="(\w+)" checked', form[2]):
            fields["from_step"] = from_step or checked[1]
        if force:
            fields["force"] = "on"
        answer = self.client.post(html.unescape(form[1]), fields, follow=True)
        assert answer.status_code == 200, answer.status_code
        self.page = answer
        return text(answer.content)


def text(content: bytes) -> str:
    """What a page says in words, in one line."""
    bare = re.sub(r"<(script|style).*?</\1>", " ", content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())
