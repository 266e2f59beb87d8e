"""Names, titles and comments that try to be markup are shown as text: on every page, in charts, in the PDF."""

import io
import json
import re
import uuid
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas

from accounts.models import Membership, Organisation, Role, User
from assessments.models import Answer, Content, Engagement
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.svg import chart_svg
from planner.models import Plan, Workload
from planner.reports.build import build_pdf
from planner.services.plans.make import make_plan
from planner.services.plans.request import request_plan
from tests.accounts.logos import picture
from tests.assessments.samples import Setting, level, save, signed_in
from tests.planner.reports.snapshots import hospital
from tests.planner.samples import make_planned_setting, shipped_bank
from tests.security.routes import ALL, CONSULTANTS_MAY, OF_A_CLIENT

MARKUP = (
    """<img src=x onerror=alert(1)><a href="javascript:alert(1)">a</a><font color=red></para><b>'"--></script>&lt;"""
    """<svg onload=alert(1)>{{7*7}}{% debug %}"""
)
HOSTILE = {
    "markup": MARKUP,
    "unbalanced": "</para></font><para><i><b><link href='file:///etc/passwd'>&#0;&bogus;<",
    "image": "<img src='file:///etc/passwd' width=9/><img src='http://evil.example/x.png'/>",
    "controls": "a\tb\x01c\x08d\x0be\x1bf\x7fg\x85h\u2028i",
    "right to left": "\u202etxet\u202c \u05e9\u05dc\u05d5\u05dd \u200f\u2066x\u2069",
    "one word": "W" * 10_000,
    "emoji": "👩\u200d💻💩🏴\u200d☠️" * 20,
    "Chinese": "株式会社の人工知能基盤" * 9,
    "combining": "Z" + "\u0334\u0301" * 50,
    "blank": "\u00a0\u2003\u200b",
    "percent": "%s %(x)s {0} {x!r} \\n \\0 $(id) `id`",
}
# A page escapes or does not, whatever the script: so they share one walk through all pages.
SCRIPTS = ("right to left", "emoji", "Chinese", "combining")
ON_PAGES = {kind: text for kind, text in HOSTILE.items() if kind not in SCRIPTS} | {
    "scripts": " ".join(HOSTILE[kind][:45] for kind in SCRIPTS)
}
# Nor does it ask who looks: two texts walk through the pages of everybody, the others through those of who see all.
BY_EVERYBODY = ("markup", "unbalanced")
SEES_ALL = ("consultant",)


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


def fill_with(setting: Setting, text: str) -> Plan:
    """Put a text wherever people can write, then make a plan of it, as a worker does."""
    Organisation.objects.update(name=text[:200], sector=text[:100])
    Engagement.objects.update(title=text[:200])
    User.objects.update(name=text[:150])
    User.objects.filter(email="consultant@example.org").update(is_staff=True)
    Workload.objects.update(title=text[:120])
    save(setting, level(3, comment=text, evidence=text), question="hw-01-sizing")
    save(setting, Content("not_applicable", reason=text, comment=text), question="se-01-access")
    goals = "".join(char for char in text if char.isprintable())[:5_000]
    save(setting, Content("answered", {"text": goals}, comment=text), question="pm-01-goals")
    plan = request_plan(
        engagement=Engagement.objects.get(pk=setting.engagement.pk),
        user=setting.lead,
        request_id=uuid.uuid4(),
        title=text[:120],
    )
    write = make_plan(plan, lambda step, fraction: None)
    with transaction.atomic():
        write()
    return Plan.objects.get(pk=plan.pk)


class Tags(HTMLParser):
    """What a browser would make of a page: everything in it that could act."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.acting: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "base", "font") or (tag == "script" and "src" not in given):
            self.acting.append(tag)
        for name, value in given.items():
            reaches_out = name in ("src", "href", "action", "xlink:href") and not is_local(value or "")
            if name.startswith("on") or name == "style" or reaches_out:
                self.acting.append(f"{tag} {name}={value}")


def is_local(address: str) -> bool:
    """Whether an address stays on the site."""
    return bool(re.match(r"(/(?!/)|#|\?|$)", address)) or re.fullmatch(r"[\w./-]+", address) is not None


def test_the_check_itself_finds_what_acts() -> None:
    found = Tags("<img src=http://x onerror=1><a href='javascript:1'><script>1</script><p style=a>").acting
    assert len(found) == 5


def test_whoever_sees_all_sees_what_the_others_see() -> None:
    seen = [
        {who for who in ALL if who in route.may} for route in OF_A_CLIENT.values() if "get" in route.methods
    ]
    assert all(set(SEES_ALL) & may for may in seen if may)


@pytest.mark.any_database
@pytest.mark.parametrize("kind", ON_PAGES)
def test_hostile_text_is_text_on_every_page_and_in_every_download(setting: Setting, kind: str) -> None:
    plan = fill_with(setting, ON_PAGES[kind])
    for who in ALL if kind in BY_EVERYBODY else SEES_ALL:
        browser = signed_in(getattr(setting, who))
        for page in pages_of(setting, plan, who):
            response = browser.get(page, follow=True)
            assert response.status_code in (200, 403), page
            if response["Content-Type"].startswith("text/html"):
                assert Tags(response.content.decode()).acting == [], page
    lead = signed_in(setting.lead)
    assert_is_a_report(lead.get(reverse("planner:report-download", args=[plan.pk])).content)
    snapshot = lead.get(reverse("planner:snapshot-download", args=[plan.pk]))
    assert json.loads(snapshot.content)["inputs"]["organisation"]["name"] == ON_PAGES[kind][:200]
    for download in ("report-download", "snapshot-download", *EXPORTS):
        heading = lead.get(reverse(f"planner:{download}", args=[plan.pk]))["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="[a-z0-9.-]+"', heading)


EXPORTS = ("workbook-download", "slides-download", "tables-download")
# The question bank as a file; it is the same for every client.
WITHOUT_PEOPLE_S_TEXT = ("assessments:bank-yaml", "assessments:bank-xlsx")


def pages_of(setting: Setting, plan: Plan, who: str) -> list[str]:
    """Every page that shows somebody something people wrote, and for the consultant those of the admin too."""
    known: dict[str, object] = {
        "organisation": setting.engagement.organisation_id,
        "engagement": setting.engagement.pk,
        "member": Membership.objects.get(role=Role.RESPONDENT).pk,
        "answer": Answer.objects.get(question="se-01-access").pk,
        "kind": "inference",
        "workload": "assistant-1",
        "plan": plan.pk,
    }
    found = [reverse("assessments:engagement-list"), reverse("accounts:profile-edit")]
    found += [
        reverse(name, args=[known[part] for part in route.args])
        for name, route in OF_A_CLIENT.items()
        if "get" in route.methods
        and who in route.may
        and set(route.args) <= set(known)
        and not {"download", "logo"} & set(name.partition(":")[2].split("-"))
        and name not in WITHOUT_PEOPLE_S_TEXT
    ]
    for group in ("sizing", "access", "portfolio"):
        found.append(
            reverse("assessments:questionnaire-group", args=[setting.engagement.pk, group_with(group)])
        )
    return found + (admin_pages() if who == "consultant" else [])


def group_with(part: str) -> str:
    """The group of the shipped bank in which a question is asked."""
    return next(
        group.id
        for domain in shipped_bank().domains
        for group in domain.groups
        if any(part in question.id for practice in group.practices for question in practice.questions)
    )


def admin_pages() -> list[str]:
    """The lists of the admin, and the first row of each."""
    found = [reverse("admin:index")]
    for model in CONSULTANTS_MAY:
        if CONSULTANTS_MAY[model] != "-":
            found.append(reverse(f"admin:{model}_changelist"))
            row = apps.get_model(*model.split("_")).objects.first()
            found += [
                reverse(f"admin:{model}_{page}", args=[row.pk]) for page in ("change", "history") if row
            ]
    return found


def assert_is_a_report(content: bytes) -> None:
    """A readable PDF that fetches, starts and links to nothing outside itself."""
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert len(reader.pages) >= 5
    assert "".join(page.extract_text() for page in reader.pages)
    # Compressed streams are any bytes, `/JS` among them by chance: what a reader acts on is outside them.
    structure = without_streams(content)
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/URI", b"/EmbeddedFile", b"/OpenAction <<"):
        assert word not in structure, word
    for page in reader.pages:
        links = [link.get_object() for link in page.get("/Annots", [])]
        assert all("/URI" not in link.get("/A", {}) for link in links)
    assert pictures_in(reader, structure) == 0


def without_streams(content: bytes) -> bytes:
    """What of a PDF file is not in streams."""
    return re.sub(rb"stream\r?\n.*?endstream", b"", content, flags=re.DOTALL)


def pictures_in(reader: pypdf.PdfReader, structure: bytes) -> int:
    """How many pictures there are: as objects of the file, or within what a page draws."""
    drawn = [page.get_contents() for page in reader.pages]
    within = [pictures_within(stream.get_data()) for stream in drawn if stream is not None]
    return len(re.findall(rb"/Subtype\s*/Image\b", structure)) + sum(within)


def pictures_within(drawing: bytes) -> int:
    """How many pictures begin among the operators of a page."""
    return len(re.findall(rb"(?<!\S)BI\s+/", drawing))


def test_a_picture_in_a_report_would_be_noticed(tmp_path: Path) -> None:
    file, logo = io.BytesIO(), tmp_path / "logo.png"
    logo.write_bytes(picture().getvalue())
    canvas = Canvas(file)
    canvas.drawImage(str(logo), 0, 0)
    canvas.save()
    assert pictures_in(pypdf.PdfReader(file), without_streams(file.getvalue())) == 1
    assert pictures_within(b"q 9 0 0 9 0 0 cm\nBI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q") == 1


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_report_and_its_charts_bear_hostile_text_in_every_string(kind: str) -> None:
    """Every text of a snapshot but ids, codes and dates becomes the hostile one."""
    snapshot = with_texts(hospital(), HOSTILE[kind][:2_000])
    assert_is_a_report(build_pdf(snapshot))
    for chart in snapshot_charts(snapshot).values():
        drawn = chart_svg(chart, 640)
        root = ElementTree.fromstring(drawn)  # noqa: S314 -- our own drawing
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert names <= {
            "svg",
            "title",
            "desc",
            "rect",
            "text",
            "line",
            "circle",
            "g",
            "path",
            "polygon",
            "polyline",
        }
        assert Tags(drawn).acting == []


TEXTS = {
    "name", "title", "sector", "text", "reason", "why", "why_not", "would_change", "comment", "shown",
    "respondent_name", "risk", "next_level_blocker", "conflicts", "relaxations", "warnings",
}  # fmt: skip


def with_texts(data: Any, text: str, key: str = "") -> Any:
    """The same data with other words."""
    if isinstance(data, dict):
        # A workload's name is its key in other parts.
        is_linked = "kind" in data
        return {
            name: value if is_linked and name == "name" else with_texts(value, text, name)
            for name, value in data.items()
        }
    if isinstance(data, list):
        return [with_texts(item, text, key) for item in data]
    return text if key in TEXTS and isinstance(data, str) and data else data
