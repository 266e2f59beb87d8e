"""What a process keeps of the plans that were looked at lately: used as it is, never written or copied."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar, cast

Made = TypeVar("Made")

MOST_PLANS = 12
LONGEST_SECONDS = 1800.0


class Kept(Generic[Made]):
    """The latest few things by key, each made once even when several threads ask for it at the same time.

    Read alone: whoever gets one shares it with everybody who asked for it.
    """

    def __init__(self, most: int = MOST_PLANS, seconds: float = LONGEST_SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._held: OrderedDict[str, _Slot] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what is kept under a key, made now if nothing is; what fails is not kept."""
        slot = self._slot(key)
        with slot.lock:
            if not slot.is_made:
                slot.made, slot.is_made = make(), True
            return cast(Made, slot.made)

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._held.clear()

    def _slot(self, key: str) -> "_Slot":
        now = time.monotonic()
        with self._lock:
            for old in [name for name, slot in self._held.items() if now - slot.used > self._seconds]:
                del self._held[old]
            slot = self._held.setdefault(key, _Slot())
            slot.used = now
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return slot


class _Slot:
    """The place of one thing. used: when it was asked for last, seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.used = 0.0
        self.is_made = False
        self.made: object = None
