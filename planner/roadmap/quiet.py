"""Keep what a native solver prints away from standard output, where results go."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_ONE_AT_A_TIME = Lock()


@contextmanager
def native_output_on_stderr() -> Iterator[None]:
    """Send what compiled code writes to standard output to standard error instead.

    HiGHS prints a line of its own now and then, whatever its output options say.
    """
    with _ONE_AT_A_TIME:
        sys.stdout.flush()
        kept = os.dup(1)
        try:
            os.dup2(2, 1)
            yield
        finally:
            _flush_native()
            os.dup2(kept, 1)
            os.close(kept)


def _flush_native() -> None:
    """Write out what the C library still holds, before standard output is put back."""
    if os.name == "posix":
        ctypes.CDLL(None).fflush(None)
