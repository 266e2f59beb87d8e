"""Requests of every size, sent to the web server of `manage.py run`: taken or refused, never kept in memory."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import AnswerRevision, Evidence
from assessments.services.evidence import LARGEST_FILE_BYTES
from jobs.management.commands.run import LARGEST_REQUEST_BYTES, web_server
from tests.assessments.samples import Setting, make_setting, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("transactional_db")]

FORM_BYTES = 2_500_000
FORM_FIELDS = 5_000
CHUNK = 65_536
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def setting(transactional_db: None) -> Setting:
    return make_setting()


@pytest.fixture
def port() -> Iterator[int]:
    """Where the web server answers."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = web_server(listener)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(10)


def evidence_address(setting: Setting) -> str:
    return reverse("assessments:evidence-add", args=[setting.engagement.pk, "hw-level"])


def answer_address(setting: Setting) -> str:
    return reverse("assessments:answer-save", args=[setting.engagement.pk, "hw-note"])


class Sending:
    """A request that is sent piece by piece, as the respondent."""

    def __init__(self, setting: Setting, port: int, address: str, content_type: str) -> None:
        client: Client = signed_in(setting.respondent)
        client.get(reverse("assessments:engagement-list"))
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        cookies.setdefault("csrftoken", "a" * 32)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.putrequest("POST", address)
        self.connection.putheader("Content-Type", content_type)
        self.connection.putheader("X-CSRFToken", cookies["csrftoken"])
        self.connection.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in cookies.items()))

    def whole(self, head: bytes, filler: bytes, length: int, tail: bytes = b"") -> tuple[int, str]:
        """Send a body of some length, filled up between its head and tail; return status and text."""
        self.connection.putheader("Content-Length", str(length))
        self.connection.endheaders()
        self.connection.send(head)
        left = length - len(head) - len(tail)
        piece = filler * CHUNK
        while left > 0:
            self.connection.send(piece[: min(left, CHUNK)])
            left -= CHUNK
        self.connection.send(tail)
        return read(self.connection.getresponse())

    def announced(self, length: int) -> tuple[int, str]:
        """Send only that a body of some length will come."""
        self.connection.putheader("Content-Length", str(length))
        self.connection.endheaders()
        return read(self.connection.getresponse())

    def endless(self, most_bytes: int) -> tuple[int, str, int]:
        """Send pieces of unknown number until they are refused; return status, text, and how much was sent."""
        self.connection.putheader("Transfer-Encoding", "chunked")
        self.connection.endheaders()
        piece = b"%x\r\n" % CHUNK + b"x" * CHUNK + b"\r\n"
        sent = 0
        try:
            while sent < most_bytes:
                self.connection.send(piece)
                sent += CHUNK
        except OSError:
            pass  # it hung up after it had answered
        return *read(self.connection.getresponse()), sent


def read(response: HTTPResponse) -> tuple[int, str]:
    return response.status, " ".join(response.read().decode().split())


def memory_bytes() -> int:
    """The memory that this process, and so the web server in it, has in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


class Peak:
    """The most memory that was in use, above what was in use before."""

    def __enter__(self) -> "Peak":
        self.bytes = 0
        self._before = memory_bytes()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.is_set():
            self.bytes = max(self.bytes, memory_bytes() - self._before)
            time.sleep(0.005)


def multipart(length: int) -> tuple[bytes, bytes, int]:
    """The head and tail of a form with one text file of some length, and the length of all."""
    head = (
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="plan.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\n"
    )
    tail = b"\r\n--x--\r\n"
    return head, tail, len(head) + length + len(tail)


def send_file(setting: Setting, port: int, length: int) -> tuple[int, str]:
    head, tail, whole = multipart(length)
    sending = Sending(setting, port, evidence_address(setting), "multipart/form-data; boundary=x")
    with closing(sending.connection):
        return sending.whole(head, b"x", whole, tail)


def send_text(setting: Setting, port: int, length: int) -> tuple[int, str]:
    sending = Sending(setting, port, answer_address(setting), URLENCODED)
    with closing(sending.connection):
        return sending.whole(b"hw-note.text=", b"x", length)


def test_a_file_at_the_limit_is_kept_without_holding_it_in_memory(setting: Setting, port: int) -> None:
    send_file(setting, port, 1_000)
    with Peak() as peak:
        status, _ = send_file(setting, port, LARGEST_FILE_BYTES)
    assert status == 302
    assert sorted(Evidence.objects.values_list("size_bytes", flat=True)) == [1_000, LARGEST_FILE_BYTES]
    assert peak.bytes < LARGEST_FILE_BYTES / 2


@pytest.mark.parametrize("length", [LARGEST_FILE_BYTES + 1, LARGEST_REQUEST_BYTES - 1_000])
def test_a_file_beyond_the_limit_is_refused_on_its_page(setting: Setting, port: int, length: int) -> None:
    with Peak() as peak:
        status, text = send_file(setting, port, length)
    assert status == 422
    assert "20 MB" in text
    assert not Evidence.objects.exists()
    assert peak.bytes < LARGEST_FILE_BYTES / 2


def test_a_request_beyond_what_is_ever_sent_is_refused_by_its_header(setting: Setting, port: int) -> None:
    for length in (LARGEST_REQUEST_BYTES, 10**15):
        sending = Sending(setting, port, evidence_address(setting), "multipart/form-data; boundary=x")
        with closing(sending.connection), Peak() as peak:
            status, text = sending.announced(length)
        assert (status, "Request Entity Too Large" in text) == (413, True)
        assert peak.bytes < 5_000_000


def test_a_request_that_does_not_say_its_length_is_refused_once_it_is_too_long(
    setting: Setting, port: int
) -> None:
    sending = Sending(setting, port, evidence_address(setting), "multipart/form-data; boundary=x")
    with closing(sending.connection), Peak() as peak:
        status, text, sent = sending.endless(10 * LARGEST_REQUEST_BYTES)
    assert (status, "Request Entity Too Large" in text) == (413, True)
    assert sent < 2 * LARGEST_REQUEST_BYTES
    assert peak.bytes < LARGEST_REQUEST_BYTES / 2


def test_a_form_at_the_limit_is_read(setting: Setting, port: int) -> None:
    status, text = send_text(setting, port, FORM_BYTES)
    assert status == 422  # a text of this length is no answer: it was read, and its page says so
    assert "Too much at once" not in text


@pytest.mark.parametrize("length", [FORM_BYTES + 1, LARGEST_REQUEST_BYTES - 1])
def test_a_form_beyond_the_limit_is_refused_with_a_page_that_says_the_limit(
    setting: Setting, port: int, length: int
) -> None:
    with Peak() as peak:
        status, text = send_text(setting, port, length)
    assert status == 413
    assert "Too much at once" in text
    assert "at most 2.5 MB of text and 5,000 fields" in text
    assert not AnswerRevision.objects.exists()
    assert peak.bytes < 20_000_000


@pytest.mark.parametrize(("count", "status"), [(FORM_FIELDS, 200), (FORM_FIELDS + 1, 413)])
def test_the_number_of_fields_is_limited_too(setting: Setting, count: int, status: int) -> None:
    body = "&".join(["hw-note.text=a", *(f"x{number}=1" for number in range(count - 1))])
    response = signed_in(setting.respondent).post(
        answer_address(setting), body, content_type=URLENCODED, headers={"hx-request": "true"}
    )
    assert response.status_code == status
    assert ("Too much at once" in response.content.decode()) == (status == 413)


def test_the_refusal_is_in_the_language_of_the_person(setting: Setting) -> None:
    setting.respondent.language = "de"
    setting.respondent.save()
    response = signed_in(setting.respondent).post(
        answer_address(setting), b"x" * (FORM_BYTES + 1), content_type=URLENCODED
    )
    assert response.status_code == 413
    assert "höchstens 2,5 MB Text und 5.000 Felder" in " ".join(response.content.decode().split())


def test_other_broken_requests_are_refused_as_before(setting: Setting) -> None:
    response = signed_in(setting.respondent).get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Too much at once" not in response.content.decode()
