from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = "Analysis"

    def ready(self) -> None:
        from analysis import checks, queue, signals  # noqa: F401 - registers the checks and the receivers

        post_migrate.connect(queue.ensure_schedule, sender=self)
