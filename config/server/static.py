"""Where style and scripts are."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Whitenoise's, which does without what was not collected: a page without style is of more use than an error.

    /readyz says what is missing.
    """

    def stored_name(self, name: str) -> str:
        try:
            return str(super().stored_name(name))
        except ValueError:  # not in the manifest
            return name
