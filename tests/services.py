"""Which servers, programs and fonts this machine has for the tests, and why a test cannot run without them.

PLUMBLINE_TEST_POSTGRES_URL, PLUMBLINE_TEST_REDIS_URL and PLUMBLINE_TEST_RABBITMQ_URL name other servers than
the usual ones on this machine.
"""

import os
import shutil
from collections.abc import Callable
from functools import cache

import psycopg
from kombu import Connection

POSTGRES_URL = os.environ.get("PLUMBLINE_TEST_POSTGRES_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
REDIS_URL = os.environ.get("PLUMBLINE_TEST_REDIS_URL") or "redis://127.0.0.1:6379/9"
RABBITMQ_URL = os.environ.get("PLUMBLINE_TEST_RABBITMQ_URL") or "amqp://guest:guest@127.0.0.1:5672//"
CONNECT_SECONDS = 5


@cache
def missing_postgres() -> str | None:
    """Why PostgreSQL cannot be used, or None."""
    try:
        with psycopg.connect(POSTGRES_URL, connect_timeout=CONNECT_SECONDS):
            return None
    except psycopg.Error as error:
        return f"no PostgreSQL at {_without_password(POSTGRES_URL)}: {_first_line(error)}"


@cache
def missing_redis() -> str | None:
    """Why Redis cannot be used, or None."""
    return _missing_broker("Redis", REDIS_URL)


@cache
def missing_rabbitmq() -> str | None:
    """Why RabbitMQ cannot be used, or None."""
    return _missing_broker("RabbitMQ", RABBITMQ_URL)


@cache
def missing_redis_server() -> str | None:
    """Why no Redis server of our own can be started, or None."""
    return _missing_program("redis-server")


@cache
def missing_browser() -> str | None:
    """Why no browser can be driven, or None."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return None
    return "chromium is not installed"


@cache
def missing_pdf_tools() -> str | None:
    """Why PDF files cannot be looked into, or None."""
    return _missing_program("pdftotext") or _missing_program("pdftoppm") or _missing_program("qpdf")


@cache
def missing_cjk_font() -> str | None:
    """Why Chinese, Japanese and Korean cannot be drawn, or None."""
    from planner.charts.fonts import east_asian_font  # what needs no font does not wait for reportlab

    return (
        None
        if east_asian_font()
        else "no font for Chinese, Japanese and Korean (Debian's fonts-wqy-microhei)"
    )


SERVICES: dict[str, Callable[[], str | None]] = {
    "postgres": missing_postgres,
    "redis": missing_redis,
    "rabbitmq": missing_rabbitmq,
    "redis-server": missing_redis_server,
    "cjk-font": missing_cjk_font,
}


def _missing_broker(name: str, url: str) -> str | None:
    connection = Connection(
        url, connect_timeout=CONNECT_SECONDS, transport_options={"socket_connect_timeout": 5}
    )
    try:
        connection.ensure_connection(max_retries=1, timeout=CONNECT_SECONDS)
    except Exception as error:
        return f"no {name} at {_without_password(url)}: {_first_line(error)}"
    finally:
        connection.release()
    return None


def _missing_program(name: str) -> str | None:
    return None if shutil.which(name) else f"{name} is not installed"


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
