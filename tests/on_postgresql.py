"""`python -m tests.on_postgresql [pytest options]`: what the database has a say in, once more on PostgreSQL."""

import os
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.services import POSTGRES_URL, missing_postgres

CHECKOUT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Become pytest on PostgreSQL, or say why not; with CI=true that is a failure."""
    if reason := missing_postgres():
        sys.stdout.write(f"Skipped: the second pass on PostgreSQL ({reason})\n")
        return int(os.environ.get("CI", "").lower() in ("1", "true"))
    # A name of this checkout's own: two of them may be tested on one machine at the same time.
    name = f"plumbline_{zlib.crc32(str(CHECKOUT).encode()):08x}"
    url = urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{name}"))
    sys.stdout.write("Once more on PostgreSQL: the tests that use the database\n")
    sys.stdout.flush()
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-m",
        "database and not browser and not any_database",
        *sys.argv[1:],
    ]
    os.execve(sys.executable, command, {**os.environ, "DATABASE_URL": url})  # noqa: S606 -- pytest itself, without a shell


if __name__ == "__main__":
    sys.exit(main())
