"""The old path of the queue's entry points: what the release before put into the queue names it. Remove it in 0.3."""

from analysis.worker.tasks import rescue, run_attempt

__all__ = ["rescue", "run_attempt"]
