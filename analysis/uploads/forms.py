"""What people send."""

from django import forms


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
