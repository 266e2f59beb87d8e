"""Whatever is sent to the questionnaire and the forms, the reply is an answer or a refusal, never a breakdown."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from assessments.models import Answer, AnswerRevision
from tests.security.clinic import Clinic

NUMBERS = (
    "NaN", "Infinity", "-Infinity", "1e308", "1e309", "1e-308", "1e-300 TB", "1e-30", "-0", "0", "9" * 400, "1" * 60,
    "1e24", "1e24 PB", "٣ TB", "１２ TB", "1,5", "0x10", "1_000", "1e", "--1", "1 TB TB", "\u202e12", "½", "[[[[", "{}",
)  # fmt: skip
TEXTS = {
    "NUL": "a\x00b",
    "only NUL": "\x00",
    "controls": "".join(map(chr, range(32))),
    "half a pair": "a\ud800b",
    "right to left": "\u202egnp.exe",
    "one long word": "W" * 9_999,
    "too long": "W" * 10_001,
    "emoji": "\N{PILE OF POO}" * 500,
    "markup": "<script>alert(1)</script>",
    "template": "{{ request.user.password }}{% debug %}",
    "combining": "a" + "\u0301" * 3_000,
}
# What a database may refuse: PostgreSQL has no NUL and no half pair, and it counts letters.
REFUSED_BY_SOME = ("NUL", "only NUL", "controls", "half a pair", "one long word", "too long")
TAKEN_BY_ALL = [
    pytest.param(name, marks=pytest.mark.any_database) for name in TEXTS if name not in REFUSED_BY_SOME
]
CONTROLS = ("status", "level", "shape", "amount", "low", "likely", "high", "options", "none", "text", "basis")
NOTES = ("comment", "reason", "evidence", "shown", "revision", "request", "client", "sequence")
# What is read for each kind of question; whatever else is sent is sent all at once.
OWN = {
    "hw-level": ("level",),
    "hw-storage": ("shape", "amount", "low", "likely", "high"),
    "hw-gpus": ("rows.0.type", "rows.9999.count", "rows.99999999999.count"),
    "hw-where": ("options", "none"),
    "hw-note": ("text",),
}
KINDS = tuple(OWN)
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="hw-note.text'


@pytest.fixture
def post(clinic: Clinic) -> Iterator[Callable[..., HttpResponse]]:
    """Send an answer of the respondent; when it was kept, the page must open afterwards, and at last the history."""
    saved: set[str] = set()

    def send(question: str, data: Any, **options: Any) -> HttpResponse:
        client = clinic.client("respondent")
        where = reverse("assessments:answer-save", args=[clinic.engagement.pk, question])
        kept = AnswerRevision.objects.count()
        # Raw bytes as they are: the test client would read the charset of the content type itself.
        if isinstance(data, bytes):
            response = client.generic("POST", where, data, **options)
        else:
            response = client.post(where, data, **options)
        if AnswerRevision.objects.count() != kept:
            saved.add(question)
            assert client.get(group_page(clinic)).status_code == 200
        return response

    yield send
    if saved:
        assert_the_lead_can_read(clinic, saved)


def group_page(clinic: Clinic) -> str:
    return reverse("assessments:questionnaire-group", args=[clinic.engagement.pk, "compute"])


def assert_the_lead_can_read(clinic: Clinic, questions: set[str]) -> None:
    """The page with what stands last, and the histories with all that ever stood there."""
    lead = clinic.client("lead")
    assert lead.get(group_page(clinic)).status_code == 200
    for pk in Answer.objects.filter(question__in=questions).values_list("pk", flat=True):
        assert lead.get(reverse("assessments:answer-history", args=[pk])).status_code == 200


@pytest.mark.parametrize("number", NUMBERS)
def test_an_amount_is_kept_or_refused(post: Callable[..., HttpResponse], number: str) -> None:
    sent = {"hw-storage.amount": number, "hw-storage.revision": "0"}
    assert post("hw-storage", sent).status_code in (200, 422)
    ranged = {f"hw-storage.{name}": number for name in ("low", "likely", "high")}
    assert post("hw-storage", {**ranged, "hw-storage.shape": "range"}).status_code in (200, 422)
    row = {"hw-gpus.rows.0.type": "h100-sxm", "hw-gpus.rows.0.count": number, "hw-gpus.rows.0.memory": number}
    assert post("hw-gpus", row).status_code in (200, 422)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", [*REFUSED_BY_SOME, *TAKEN_BY_ALL])
def test_a_text_in_any_control_is_kept_or_refused(
    post: Callable[..., HttpResponse], text: str, kind: str
) -> None:
    for control in ("status", "basis", *OWN[kind], *NOTES):
        sent = f"{kind}.{control}={quoted(TEXTS[text])}"
        response = post_raw(post, kind, sent)
        assert response.status_code in (200, 400, 422), control
    sent = "&".join(
        f"{kind}.{control}={quoted(TEXTS[text])}" for control in (*CONTROLS, *OWN["hw-gpus"], *NOTES)
    )
    assert post_raw(post, kind, sent).status_code in (200, 400, 422)


@pytest.mark.parametrize("status", ["answered", "unknown", "not_applicable", "unanswered", "", "gone"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_field_may_come_twice_or_without_a_value(
    post: Callable[..., HttpResponse], kind: str, status: str
) -> None:
    twice = "&".join(f"{kind}.{name}=1&{kind}.{name}=2" for name in (*CONTROLS, *NOTES))
    for body in (twice, f"{kind}.status={status}", f"{kind}.status={status}&{kind}.reason=x&{kind}.none=1"):
        assert post_raw(post, kind, body).status_code in (200, 422)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe%ff=%ff&hw-note.text=%ff%00%c0%80", URLENCODED),
        (b"hw-note.text=%ed%a0%80", URLENCODED),
        (b"&" * 5_000, URLENCODED),
        (b"=" * 5_000, URLENCODED),
        (b"%" * 5_000, URLENCODED),
        (b"hw-note.text=" + b"x" * 10_000_000, URLENCODED),
        (b"".join(b"x%d=1&" % number for number in range(20_000)), URLENCODED),
        (b'{"hw-note.text": ' + b"[" * 100_000, "application/json"),
        (b"", "multipart/form-data"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (PART + b'"\r\n\r\n\xff\x00\r\n--x--', MULTIPART),
        (PART + b'"; filename="../x"\r\n\r\nabc\r\n--x--', MULTIPART),
        (PART + b'"\r\n\r\n+2AA-\r\n--x--', MULTIPART + "; charset=utf-7"),
        (PART + b'"\r\n\r\nabc\r\n--x--', MULTIPART + "; charset=hex"),
        (PART + b'"\r\n\r\nabc\r\n--x--', MULTIPART + "; charset=idna"),
        (b"hw-note.text=a", URLENCODED + "; charset=utf-16"),
        (b"hw-note.text=a", URLENCODED + "; charset=hex"),
        (b"hw-note.text=a", "\x00"),
    ],
)  # fmt: skip
def test_an_odd_body_is_read_or_refused(
    post: Callable[..., HttpResponse], body: bytes, content_type: str
) -> None:
    response = post("hw-note", body, content_type=content_type)
    assert response.status_code in (200, 400, 413, 422)


def test_a_table_of_more_rows_than_allowed_is_refused_with_a_reason(
    post: Callable[..., HttpResponse],
) -> None:
    def rows(count: int) -> dict[str, str]:
        return {
            f"hw-gpus.rows.{number}.{column}": value
            for number in range(count)
            for column, value in (("type", "h100-sxm"), ("count", "1"), ("memory", "80 GB"))
        }

    assert post("hw-gpus", rows(200)).status_code == 200
    refused = post("hw-gpus", rows(300))
    assert refused.status_code == 422
    assert "At most 200 rows" in refused.content.decode()
    too_large = post("hw-gpus", rows(9_000))
    assert too_large.status_code == 413
    assert "Too much at once" in too_large.content.decode()


@pytest.mark.parametrize(
    "choice", ["", "x", "hw-level:", "hw-level:-1", "hw-level:9" * 99, "\x00:1", ":", "1"]
)
def test_a_choice_of_no_save_is_not_found(clinic: Clinic, choice: str) -> None:
    where = reverse("assessments:answer-choose", args=[clinic.engagement.pk, "hw-level"])
    assert clinic.client("respondent").post(where, {"choose": choice}).status_code in (404, 200)
    page = reverse("assessments:questionnaire-group", args=[clinic.engagement.pk, "compute"])
    sent = {"choose": choice, "go": "\x00"}
    assert clinic.client("respondent").post(page, sent).status_code in (302, 404)


@pytest.mark.parametrize("field", ["title", "due_on", "target_level", "bank"])
@pytest.mark.parametrize("text", [*TEXTS, "0001-01-01", "9999-12-31", "99999-01-01", "-1", "9" * 40])
def test_the_form_of_an_engagement_takes_or_refuses_it(clinic: Clinic, field: str, text: str) -> None:
    typed = {"title": "T", "due_on": "2027-01-01", "target_level": "3", "bank": clinic.engagement.bank_id}
    body = "&".join(f"{name}={quoted(str(value))}" for name, value in {**typed, field: text_of(text)}.items())
    where = reverse("assessments:engagement-create", args=[clinic.organisation.pk])
    response = clinic.client("lead").post(where, body, content_type=URLENCODED)
    assert response.status_code in (302, 422)
    assert clinic.client("lead").get(reverse("assessments:engagement-list")).status_code == 200


@pytest.mark.parametrize("text", TEXTS)
def test_people_s_forms_take_or_refuse_it(clinic: Clinic, text: str) -> None:
    value, lead = quoted(TEXTS[text]), clinic.client("lead")
    organisation = clinic.organisation.pk
    for where, field in [
        (reverse("accounts:profile-edit"), "name"),
        (reverse("accounts:invitation-create", args=[organisation]), "email"),
        (reverse("accounts:invitation-create", args=[organisation]), "role"),
        (reverse("planner:plan-request", args=[clinic.engagement.pk]), "title"),
        (reverse("planner:plan-request", args=[clinic.engagement.pk]), "request_id"),
        (reverse("planner:workload-create", args=[clinic.engagement.pk, "inference"]), "title"),
        (reverse("planner:constraints-edit", args=[clinic.engagement.pk]), "start"),
    ]:
        response = lead.post(where, f"{field}={value}", content_type=URLENCODED)
        assert response.status_code in (302, 422), where
    for where in (reverse("account_login"), reverse("account_reset_password")):
        body = f"login={value}&email={value}&password={value}"
        assert Client().post(where, body, content_type=URLENCODED).status_code in (200, 302), where
    joined = reverse("accounts:invitation-accept", args=[clinic.token])
    body = f"name={value}&password={value}&again={value}"
    assert Client().post(joined, body, content_type=URLENCODED).status_code in (302, 422)


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=" + "x" * 5_000, "o=-1.9999999999999999999", "p=99999999999999999999", "all=%00", "e=1"],
)
@pytest.mark.parametrize("model", ["accounts_membership", "assessments_answer", "planner_plan"])
def test_a_list_in_the_admin_bears_odd_questions(clinic: Clinic, model: str, query: str) -> None:
    where = reverse(f"admin:{model}_changelist") + f"?{query}"
    assert clinic.client("consultant").get(where).status_code in (200, 302, 400)


@pytest.mark.parametrize("cookie", ['"abcdefgh\\000"', "x" * 5_000, "", '"'])
def test_an_odd_session_is_nobody_s(clinic: Clinic, cookie: str) -> None:
    browser = Client(raise_request_exception=False)
    for name in ("sessionid", "csrftoken", "messages"):
        browser.cookies.clear()
        response = browser.get("/", headers={"cookie": f"{name}={cookie}"})
        assert response.status_code == 400 or response["Location"] == "/account/login/?next=/"


def text_of(name: str) -> str:
    """A hostile text by its name, or the text itself."""
    return TEXTS.get(name, name)


def quoted(text: str) -> str:
    """The text as a form sends it; half a pair of surrogates as its three bytes."""
    return "".join(f"%{byte:02x}" for byte in text.encode("utf-8", "surrogatepass"))


def post_raw(post: Callable[..., HttpResponse], question: str, body: str) -> HttpResponse:
    """Send a body as it is."""
    return post(question, body, content_type=URLENCODED)
