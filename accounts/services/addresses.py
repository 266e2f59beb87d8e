"""Where people reach the installation: what links in letters begin with."""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.http import HttpRequest

_LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


def site_url(request: HttpRequest | None = None) -> str:
    """Return where people reach the installation, without a slash at the end.

    PLUMBLINE_URL, or what somebody's request was sent to; a worker has none to ask, and takes the first host served.
    """
    if settings.PLUMBLINE_URL:
        return str(settings.PLUMBLINE_URL)
    if request is not None:
        return request.build_absolute_uri("/").rstrip("/")
    hosts = [host for host in settings.ALLOWED_HOSTS if host and not host.startswith((".", "*"))]
    host = hosts[0] if hosts else "localhost"
    port = f":{os.environ.get('PORT') or 8000}" if host in _LOOPBACK else ""
    return f"{'https' if settings.HTTPS else 'http'}://{host}{port}"


def check_site_url(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """Find fault with a PLUMBLINE_URL that links cannot begin with; each server and command asks at its start."""
    url = str(settings.PLUMBLINE_URL)
    if not url or _is_site(url):
        return []
    return [
        Error(
            f"PLUMBLINE_URL must be http://host or https://host, with or without a port, and no path (got {url!r})",
            hint="Write where people reach Plumbline, for example https://plumbline.example or http://10.0.0.5:8000.",
            id="accounts.E001",
        )
    ]


def _is_site(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return False
    host = parts.hostname or ""
    named = f"[{host}]" if ":" in host else host
    is_plain = url.isprintable() and not any(char.isspace() or char in "\\%" for char in url)
    return (
        bool(host)
        and is_plain
        and url.lower() in {f"{scheme}://{named}{port}" for scheme in ("http", "https")}
    )
