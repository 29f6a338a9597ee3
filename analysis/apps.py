from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AnalysisConfig(AppConfig):
    name = "analysis"
    verbose_name = "Analysis"

    def ready(self) -> None:
        from analysis.jobs import signals  # noqa: F401 - registers the checks and the receivers
        from analysis.queue import checks  # noqa: F401 - registers the checks and the receivers
        from analysis.queue import deliveries as queue

        post_migrate.connect(queue.ensure_schedule, sender=self)
