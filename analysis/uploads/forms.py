"""What people send."""

from django import forms

# What a browser's file chooser offers.
ACCEPTED = ".pdf,.docx,.odt,.rtf,.html,.htm,.md,.markdown,.txt,.json,application/pdf,text/plain,text/html,text/markdown"


class UploadForm(forms.Form):
    """One file, which is not empty. What is in it is for `analysis.extract.kinds` to judge."""

    file = forms.FileField(
        error_messages={
            "required": "Choose a file to upload.",
            "missing": "Choose a file to upload.",
            "empty": "This file is empty: choose another one.",
            "invalid": "This upload did not arrive as a file: try again.",
        },
        max_length=None,
    )

    @property
    def message(self) -> str:
        """The first error in words."""
        return str(next(iter(self.errors["file"]), "")) if self.errors else ""
