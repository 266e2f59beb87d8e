"""What the search for a plan has in hand, stored beside its job for those who wait. Only workers need it."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any

from django.db import Error as DatabaseFault

from assessments.language import current_language
from planner.models import Plan, Preview
from planner.roadmap.preview import RoadmapPreview

logger = logging.getLogger(__name__)

AT_ONCE = 3.0  # writings that may follow each other at once: a search finds most at its beginning
PER_SECOND = 1.0

Aside = Callable[[Callable[[], None]], None]


class KeptPreview:
    """Stores each schedule of an attempt over the one before: what is new, and not more often than is worth it.

    The end of a search is always stored. A fault of the database costs a preview and not the plan; that the job
    was given to another worker is raised by `aside` and passes.
    """

    def __init__(
        self, plan: Plan, attempt: int, aside: Aside, *, clock: Callable[[], float] = monotonic
    ) -> None:
        self._plan_id = plan.pk
        self._attempt = attempt
        self._aside = aside
        self._clock = clock
        self._number = 0
        self._content: dict[str, Any] = {}
        self._allowance, self._counted_at = AT_ONCE, clock()

    def __call__(self, found: RoadmapPreview) -> None:
        content = {"inputs": {"language": current_language()}, "roadmap": found.to_json()}
        if content == self._content or not (self._is_allowed() or not found.is_improving):
            return
        try:
            self._aside(lambda: self._store(content))
        except DatabaseFault as error:
            logger.warning("the preview of plan %s could not be stored: %s", self._plan_id, error)
            return
        self._content = content
        self._number += 1

    def _is_allowed(self) -> bool:
        now = self._clock()
        self._allowance = min(self._allowance + PER_SECOND * (now - self._counted_at), AT_ONCE)
        self._counted_at = now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True

    def _store(self, content: dict[str, Any]) -> None:
        Preview.objects.update_or_create(
            plan_id=self._plan_id,
            defaults={"attempt": self._attempt, "number": self._number + 1, "content": content},
        )
