"""Who this database is, and which storage holds its files."""

import uuid

from django.db import models


class Installation(models.Model):
    """One row. `identity` is this database's own, which a dump carries along; `storage` is that of the storage to which
    it is bound (`analysis.uploads.storage`), empty until its first use.
    """

    KEY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=KEY, editable=False)
    identity = models.UUIDField(default=uuid.uuid4, editable=False)
    storage = models.UUIDField(null=True, editable=False)
    cleaning_stopped = models.CharField(
        max_length=300, blank=True, db_default="", help_text="Why stray files are left alone until somebody has looked."
    )

    class Meta:
        db_table = "analysis_installation"

    def __str__(self) -> str:
        return str(self.identity)

    @classmethod
    def get(cls) -> "Installation":
        """The row, which is made where it is missing."""
        return cls.objects.get_or_create(pk=cls.KEY)[0]

    @property
    def folder(self) -> str:
        """The name of the folder that holds the uploads of this database and of no other."""
        return self.identity.hex[:12]
