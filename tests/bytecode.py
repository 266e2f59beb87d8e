"""Compiled modules are kept between the many processes of the suite."""

import os
import sys
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".pytest_cache" / "bytecode"


def keep_bytecode() -> None:
    """For this process and all that it starts, where the environment says that nothing is to be written.

    There each process would compile the whole product anew, and pytest rewrite every test: seconds for each of
    several hundred. What the wish protects, the folders of the source, stays as it is.
    """
    if not os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        return
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(CACHE)
    sys.dont_write_bytecode = False
