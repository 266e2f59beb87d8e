"""Do the work: handlers are registered here, and a Celery task runs whatever is due."""

from jobs.tasks.registry import GiveUpError, Work, register
from jobs.tasks.run import run_due

__all__ = ["GiveUpError", "Work", "register", "run_due"]
