"""An installation that only does jobs: the product's own settings for database, broker and worker."""

import os

from config.settings import *  # noqa: F403 -- all of the product's settings

INSTALLED_APPS = ["jobs", "tests.jobs.site", "django.contrib.contenttypes"]
MIDDLEWARE: list[str] = []
ROOT_URLCONF = "tests.jobs.site.urls"
WSGI_APPLICATION = "tests.jobs.site.wsgi.application"
TEMPLATES: list[object] = []
AUTH_USER_MODEL = "auth.User"
STATICFILES_DIRS: list[str] = []

JOBS_LEASE_SECONDS = 2.0
JOBS_SWEEP_SECONDS = 0.25
CELERY_TASK_SOFT_TIME_LIMIT = None
CELERY_TASK_TIME_LIMIT = int(os.environ.get("PLUMBLINE_TEST_TIME_LIMIT", "6"))
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("PLUMBLINE_TEST_QUEUE", "plumbline-test")
