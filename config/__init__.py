"""Wiring only: settings, URLs, Celery and WSGI."""

from config.celery import app

__all__ = ["app"]
