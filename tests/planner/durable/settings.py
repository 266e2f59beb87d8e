"""The product as it is, with a lease short enough to wait for, and a witness of every report that is written."""

import os

from config.settings import *  # noqa: F403 -- settings are taken over whole
from config.settings import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = [*PRODUCT_APPS, "tests.planner.durable"]
MORE_REPORTS = ("brief",)  # two show as well as three that each is written once
JOBS_LEASE_SECONDS = 3.0
JOBS_SWEEP_SECONDS = 0.25
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("PLUMBLINE_TEST_QUEUE", "plumbline-test")
