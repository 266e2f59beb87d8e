"""How long the portfolio takes with many engagements, beside a page that does the same sign-in and one query.

    python -m tests.benchmarks.bench_portfolio [--engagements 2000]

Everything is made in a new database of its own (SQLite in a temporary folder; with DATABASE_URL set, a test database of
that server), and asked for through Django's own client: middleware, session, view, template. The baseline is
one's own account: the same middleware and session, a small page.
Times are of this machine and of this moment; they are printed, not judged.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable
from statistics import median, quantiles

import django
from django.conf import settings
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

ROUNDS = 15


def timed(call: Callable[[], object]) -> list[float]:
    """Return the milliseconds of each call, the first left out."""
    call()
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        taken.append(1_000 * (time.perf_counter() - began))
    return taken


def measure(engagements: int) -> None:
    """Print the times of the first page, of a filtered one, and of the engagements' own list."""
    from django.urls import reverse

    from tests.assessments.samples import signed_in
    from tests.planner.services.portfolio.portfolios import make_bank, make_clients

    setting, bank = make_bank()
    make_clients(engagements, setting.consultant, bank)
    client = signed_in(setting.consultant)
    baseline = timed(lambda: client.get(reverse("accounts:profile-edit")))
    _print("baseline: one's own account", baseline, baseline)
    pages = {
        "portfolio": reverse("planner:portfolio"),
        "portfolio, by a domain, page 5": reverse("planner:portfolio") + "?sort=-domain:data&page=5",
        "portfolio, filtered": reverse("planner:portfolio") + "?q=client+00&flag=late",
        "list of engagements": reverse("assessments:engagement-list"),
    }
    for name, address in pages.items():
        _print(name, timed(lambda address=address: client.get(address)), baseline)


def _print(name: str, taken: list[float], baseline: list[float]) -> None:
    high = quantiles(taken, n=20)[-1]
    ratio = median(taken) / median(baseline)
    sys.stdout.write(f"{name:<34} {median(taken):7.1f} ms, P95 {high:7.1f} ms, {ratio:5.1f} x baseline\n")
    sys.stdout.flush()


def main() -> None:
    """Read the arguments, make the database, measure, and throw it away."""
    parser = argparse.ArgumentParser(description="benchmark of the portfolio")
    parser.add_argument("--engagements", type=int, default=2_000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    settings.ALLOWED_HOSTS = ["testserver"]
    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        measure(options.engagements)
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    main()
