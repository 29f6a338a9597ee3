"""What was understood of one résumé. Knows users and résumé data, nothing of uploads or jobs."""

from django.conf import settings
from django.db import models

from profiles.resume import Resume


class UserProfile(models.Model):
    """A JSON Resume document as it was extracted, with the evidence for each value.

    `document` is what `Resume.to_json()` gives; `evidence` maps a JSON pointer into it to where the value stands in the
    original and how sure the analyser was: `{"confidence": 0–1, "page": n, "box": [x0, y0, x1, y1]}`.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profiles")
    document = models.JSONField()
    evidence = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "user_profile"
        verbose_name = "profile"

    def __str__(self) -> str:
        """No word of the résumé: staff and logs see this."""
        return f"Profile {self.pk}"

    @property
    def resume(self) -> Resume:
        return Resume.model_validate(self.document)
