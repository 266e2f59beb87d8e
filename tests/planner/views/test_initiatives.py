"""The catalogue of initiatives in the browser: looked through, added to, changed, and back to what is shipped."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from assessments.document import parse_document
from assessments.services import cancel_upgrade, create_engagement, upgrade_bank
from planner.models import Decision, OwnInitiative, Plan
from planner.roadmap.catalogue import shipped_initiatives
from planner.roadmap.written_initiatives import entry_of
from planner.services.frozen.validation import read_inputs_initiatives
from planner.services.initiatives.keep import drop_initiative, state_of
from planner.services.plans.gather import inputs_of
from tests.assessments.samples import Setting, signed_in
from tests.assessments.versions import make_versions
from tests.factories import make_member, make_organisation, make_superuser
from tests.planner.samples import make_planned_setting, make_requested_plan, make_workload

pytestmark = pytest.mark.any_database  # pages: no database says otherwise

MOST_QUERIES = 16
FIRST = shipped_initiatives()[0]
NEW = {
    "title": "Shared notebook platform", "domain": "hardware", "summary": "One place for notebooks.",
    "done_when": "Nine of ten notebooks run there.", "cost_usd": "10k / 20k / 50k", "duration": "2", "lead_time": "1",
    "risk": "medium", "effort_platform_engineers": "2 / 3 / 6", "effort_ml_engineers": "1",
    "practice_0": "HW-05", "from_0": "1", "to_0": "3", "after": ["I-HW-07a"],
    "references": "Offer 17\nISO/IEC 42001 A.4.5\n", "reason": "Asked for by the data scientists",
}  # fmt: skip


@pytest.fixture
def setting(db: None) -> Setting:
    return make_planned_setting()


@pytest.fixture
def lead(setting: Setting) -> Client:
    return signed_in(setting.lead)


def at(name: str, setting: Setting, *args: str) -> str:
    return reverse(f"planner:initiative-{name}", args=[setting.engagement.pk, *args])


def make_own(setting: Setting, identifier: str = FIRST.id, **changes: Any) -> OwnInitiative:
    document = entry_of(FIRST) | {"id": identifier} | changes
    return OwnInitiative.objects.create(
        engagement=setting.engagement,
        identifier=identifier,
        document=document,
        reason="Offer",
        changed_by=setting.lead,
    )


def typed_of(page: Any) -> dict[str, Any]:
    """What the browser would send of the form on a page."""
    form = page.context["form"]
    return {field.html_name: field.value() for field in form if field.value() not in (None, "")}


def test_the_whole_catalogue_is_shown_with_its_figures(setting: Setting, lead: Client) -> None:
    page = lead.get(at("list", setting))
    shown = [card["entry"].initiative.id for card in page.context["cards"]]
    assert shown == [item.id for item in shipped_initiatives()]
    text = page.content.decode()
    for said in (
        FIRST.title, "from level 1 to 3", "25 k USD (10–60)", "Platform engineers: 3 (1.8–5.1)",
        "ISO/IEC 42001 A.4.5", "1 quarter", "low, 5 %",
    ):  # fmt: skip
        assert said in text, said


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"q": "NOTEBOOK platform"}, {"own-notebook"}),
        ({"origin": "own"}, {"own-notebook"}),
        ({"origin": "changed"}, {FIRST.id}),
        ({"practice": "HW-01"}, {FIRST.id, "I-HW-01b", "own-notebook"}),
        ({"practice": "HW-01", "origin": "shipped"}, {"I-HW-01b"}),
        ({"domain": "nonsense", "origin": "own"}, "all"),
    ],
)
def test_the_catalogue_is_searched_and_filtered(
    setting: Setting, lead: Client, wanted: dict[str, str], expected: Any
) -> None:
    make_own(setting)
    make_own(setting, "own-notebook", title="A platform for notebooks")
    page = lead.get(at("list", setting), wanted)
    shown = {card["entry"].initiative.id for card in page.context["cards"]}
    assert shown == expected if expected != "all" else len(shown) == len(shipped_initiatives()) + 1


def test_it_says_what_the_newest_plan_and_the_register_say(setting: Setting, lead: Client) -> None:
    plan = make_requested_plan(setting)
    planned = {"id": FIRST.id, "start": 0, "finish": 1, "why": "Lifts sizing."}
    left_out = {"id": "I-HW-01b", "why_not": "Nothing needs it."}
    roadmap = {"initiatives": [planned], "left_out": [left_out], "periods": ["2027-Q1"]}
    snapshot = json.dumps({"roadmap": roadmap})
    Plan.objects.filter(pk=plan.pk).update(
        state=Plan.State.DONE, snapshot_text=snapshot, fingerprint="f" * 64, finished_at=timezone.now()
    )
    Decision.objects.create(
        engagement=setting.engagement, initiative=FIRST.id, title=FIRST.title, choice="accepted", reason="Yes",
        owner="Ann", decided_by=setting.lead, decided_at=timezone.now(),
    )  # fmt: skip
    shown = {}
    for standing in ("planned", "left_out"):
        page = lead.get(at("list", setting), {"standing": standing})
        shown[standing] = [card["entry"].initiative.id for card in page.context["cards"]]
    assert shown == {"planned": [FIRST.id], "left_out": ["I-HW-01b"]}
    text = lead.get(at("list", setting)).content.decode()
    assert "Accepted, not started" in text
    assert "Nothing needs it." in text
    assert reverse("planner:decision-edit", args=[setting.engagement.pk, FIRST.id]) in text


def test_a_reader_sees_the_figures_and_no_way_to_change_them(setting: Setting) -> None:
    make_own(setting)
    text = signed_in(setting.reader).get(at("list", setting)).content.decode()
    assert FIRST.title in text
    for name in ("create", "upload"):
        assert at(name, setting) not in text
    assert at("edit", setting, FIRST.id) not in text


def test_an_initiative_is_added_and_the_next_plan_knows_it(setting: Setting, lead: Client) -> None:
    assert lead.post(at("create", setting), NEW).status_code == 302
    row = OwnInitiative.objects.get()
    assert (row.identifier, row.reason) == ("own-shared-notebook-platform", NEW["reason"])
    assert row.document == {
        "id": "own-shared-notebook-platform",
        "title": "Shared notebook platform",
        "domain": "hardware",
        "summary": "One place for notebooks.",
        "done_when": "Nine of ten notebooks run there.",
        "risk": "medium",
        "duration": 2,
        "lifts": [{"practice": "HW-05", "from": 1, "to": 3}],
        "cost_usd": {"low": 10e3, "likely": 20e3, "high": 50e3},
        "effort": {"platform_engineers": {"low": 2.0, "likely": 3.0, "high": 6.0}, "ml_engineers": 1.0},
        "lead_time": 1,
        "after": ["I-HW-07a"],
        "references": ["Offer 17", "ISO/IEC 42001 A.4.5"],
    }
    inputs = inputs_of(setting.engagement, as_of=timezone.localdate())
    assert inputs.initiatives == (row.document,)
    assert read_inputs_initiatives(inputs)[-1].id == row.identifier


def test_two_with_one_title_have_two_identifiers(setting: Setting, lead: Client) -> None:
    for _ in range(2):
        lead.post(at("create", setting), NEW)
    names = OwnInitiative.objects.values_list("identifier", flat=True)
    assert list(names) == ["own-shared-notebook-platform", "own-shared-notebook-platform-2"]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"reason": ""}, "reason", "Say why"),
        ({"from_0": "3"}, "to_0", "`to` must be above `from`"),
        ({"to_0": ""}, "to_0", "Choose one, or empty the whole row."),
        ({"practice_0": "", "from_0": "", "to_0": ""}, "practice_0", "Say what it lifts"),
        ({"cost_usd": "30k / 20k / 50k"}, "cost_usd", "must ascend"),
        ({"effort_ml_engineers": "2 / 1 / 3"}, "effort_ml_engineers", "must ascend"),
        ({"duration": "13"}, "duration", "less than or equal to 12"),
        ({"lead_time": "1.5"}, "lead_time", "whole number"),
        ({"after": ["I-XX-01"]}, "after", "not one of the available choices"),
        ({"effort_ml_engineers": "2000"}, "effort_ml_engineers", "less than or equal to 1000"),
        ({"practice_2": "HW-06", "from_2": "4", "to_2": "2"}, "to_2", "`to` must be above `from`"),
        ({"references": "x" * 300}, "references", "at most 200"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    setting: Setting, lead: Client, changes: dict[str, Any], field: str, reason: str
) -> None:
    page = lead.post(at("create", setting), NEW | changes)
    assert page.status_code == 422
    assert reason in " ".join(page.context["form"].errors[field])
    assert not OwnInitiative.objects.exists()


def test_the_figures_of_a_shipped_one_are_where_the_form_starts_and_are_changed_with_a_reason(
    setting: Setting, lead: Client
) -> None:
    typed = typed_of(lead.get(at("edit", setting, FIRST.id)))
    assert typed["cost_usd"] == "10,000 / 25,000 / 60,000"
    assert typed["effort_platform_engineers"] == "1.8 / 3 / 5.1"
    sent = typed | {"cost_usd": "12k / 30k / 60k", "reason": "Offer of 2026"}
    assert lead.post(at("edit", setting, FIRST.id), sent).status_code == 302
    row = OwnInitiative.objects.get()
    assert row.document == entry_of(FIRST) | {"cost_usd": {"low": 12e3, "likely": 30e3, "high": 60e3}}
    card = lead.get(at("list", setting), {"origin": "changed"}).context["cards"][0]
    assert [(one.before, one.after) for one in card["changes"]] == [
        ("25 k USD (10–60)", "30 k USD (12–60)"),
    ]


def test_an_initiative_that_nobody_knows_cannot_be_changed(setting: Setting, lead: Client) -> None:
    assert lead.get(at("edit", setting, "own-nothing")).status_code == 404
    assert lead.get(at("drop", setting, FIRST.id)).status_code == 404


def test_a_change_over_a_newer_one_is_refused_with_both_shown(setting: Setting, lead: Client) -> None:
    typed = typed_of(lead.get(at("edit", setting, FIRST.id)))
    typed |= {"cost_usd": "1 / 2 / 3", "reason": "Mine"}
    make_own(setting, title="Written by a colleague")
    page = lead.post(at("edit", setting, FIRST.id), typed)
    text = page.content.decode()
    assert page.status_code == 409
    assert "changed this initiative while you were writing" in text
    assert "Written by a colleague" in text
    assert 'value="1 / 2 / 3"' in text
    assert OwnInitiative.objects.get().document["title"] == "Written by a colleague"
    again = typed | {"seen": page.context["form"].data["seen"]}
    assert lead.post(at("edit", setting, FIRST.id), again).status_code == 302
    assert OwnInitiative.objects.get().document["cost_usd"] == {"low": 1, "likely": 2, "high": 3}


def test_what_somebody_removed_meanwhile_can_be_added_anew(setting: Setting, lead: Client) -> None:
    row = make_own(setting, "own-1")
    typed = typed_of(lead.get(at("edit", setting, "own-1")))
    typed |= {"cost_usd": "1 / 2 / 3", "reason": "Mine"}
    row.delete()
    page = lead.post(at("edit", setting, "own-1"), typed)
    assert page.status_code == 409
    assert f'action="{at("create", setting)}"' in page.content.decode()
    assert lead.post(at("create", setting), typed).status_code == 302
    assert OwnInitiative.objects.get().document["title"] == FIRST.title


def test_a_change_back_to_the_shipped_one_asks_first(setting: Setting, lead: Client) -> None:
    row = make_own(setting, duration=4)
    page = lead.get(at("drop", setting, FIRST.id))
    assert [(one.before, one.after) for one in page.context["changes"]] == [("4 quarters", "1 quarter")]
    stale = lead.post(at("drop", setting, FIRST.id), {"seen": "2020-01-01T00:00:00+00:00"}, follow=True)
    assert "meanwhile" in stale.content.decode()
    assert OwnInitiative.objects.exists()
    assert lead.post(at("drop", setting, FIRST.id), {"seen": state_of(row)}).status_code == 302
    assert not OwnInitiative.objects.exists()


def test_one_that_others_wait_for_is_not_removed(setting: Setting, lead: Client) -> None:
    row = make_own(setting, "own-1")
    make_own(setting, "own-2", title="It waits", after=["own-1"])
    page = lead.post(at("drop", setting, "own-1"), {"seen": state_of(row)})
    assert page.status_code == 422
    assert "others wait for it: It waits." in page.content.decode()
    assert OwnInitiative.objects.count() == 2


def test_a_circle_through_a_shipped_one_is_refused(setting: Setting, lead: Client) -> None:
    make_own(setting, "own-1", after=["I-HW-05a"])
    typed = typed_of(lead.get(at("edit", setting, "I-HW-05a")))
    typed |= {"cost_usd": "1", "after": ["own-1"], "reason": "Why not"}
    page = lead.post(at("edit", setting, "I-HW-05a"), typed)
    assert "each waits for the other" in " ".join(page.context["form"].errors["after"])


def test_one_that_can_no_longer_be_read_is_named_and_can_be_removed(setting: Setting, lead: Client) -> None:
    row = make_own(setting, "own-1", lifts=[])
    page = lead.get(at("list", setting))
    assert "can no longer be read" in page.content.decode()
    assert len(page.context["cards"]) == len(shipped_initiatives())
    assert lead.post(at("drop", setting, "own-1"), {"seen": state_of(row)}).status_code == 302


def test_the_page_needs_as_many_queries_for_thirty_as_for_one(
    setting: Setting, lead: Client, django_assert_max_num_queries: Any
) -> None:
    make_own(setting, "own-1")
    with django_assert_max_num_queries(MOST_QUERIES) as one:
        lead.get(at("list", setting))
    for number in range(2, 31):
        make_own(setting, f"own-{number}")
    with django_assert_max_num_queries(len(one)):
        lead.get(at("list", setting))


def test_the_form_and_the_file_need_few_queries(
    setting: Setting, lead: Client, django_assert_max_num_queries: Any
) -> None:
    make_own(setting, "own-1")
    for address in (at("edit", setting, "own-1"), at("create", setting), at("download", setting)):
        with django_assert_max_num_queries(MOST_QUERIES):
            lead.get(address)


def test_the_download_holds_everything_and_reads_back(setting: Setting, lead: Client) -> None:
    make_own(setting, duration=4)
    make_own(setting, "own-1")
    response = lead.get(at("download", setting))
    assert response["Content-Disposition"].endswith('.yaml"')
    data = parse_document(response.content.decode(), file="x").data
    assert len(data["initiatives"]) == len(shipped_initiatives()) + 1
    assert data["initiatives"][0] == entry_of(FIRST) | {"duration": 4}


def test_a_plan_keeps_the_initiatives_it_was_made_with(setting: Setting) -> None:
    row = make_own(setting, duration=4)
    plan = make_requested_plan(setting)
    drop_initiative(engagement=setting.engagement, identifier=row.identifier, seen=state_of(row))
    assert plan.inputs["initiatives"][0]["duration"] == 4


def test_own_initiatives_belong_to_one_engagement_and_go_with_it(setting: Setting) -> None:
    own = make_own(setting, "own-1")
    other = create_engagement(
        organisation=setting.engagement.organisation,
        title="Next year",
        bank=setting.engagement.bank,
        created_by=setting.lead,
    )
    make_workload(Setting(other, *[setting.lead] * 4))
    assert inputs_of(other, as_of=timezone.localdate()).initiatives == ()
    assert inputs_of(setting.engagement, as_of=timezone.localdate()).initiatives == (own.document,)
    setting.engagement.delete()
    assert not OwnInitiative.objects.exists()


def test_own_initiatives_stay_when_the_engagement_moves_to_another_bank_and_back(db: None) -> None:
    setting, to_bank = make_versions()
    make_workload(setting)
    row = make_own(setting)
    upgrade = upgrade_bank(engagement=setting.engagement, to_bank=to_bank, by=setting.lead)
    assert inputs_of(setting.engagement, as_of=timezone.localdate()).initiatives == (row.document,)
    assert signed_in(setting.lead).get(at("list", setting)).context["own_count"] == 1
    cancel_upgrade(upgrade=upgrade, by=setting.lead)
    assert inputs_of(setting.engagement, as_of=timezone.localdate()).initiatives == (row.document,)


@pytest.mark.parametrize("is_root", [True, False])
def test_the_admin_shows_own_initiatives_and_changes_none(setting: Setting, *, is_root: bool) -> None:
    row = make_own(setting)
    if is_root:
        client = signed_in(make_superuser())
    else:
        client = signed_in(make_member(setting.engagement.organisation, Role.CONSULTANT))
    changed = reverse("admin:planner_owninitiative_change", args=[row.pk])
    listed = client.get(reverse("admin:planner_owninitiative_changelist"))
    assert listed.context["cl"].result_count == 1
    assert client.get(changed).status_code == 200
    assert client.post(changed, {"reason": "Forged"}).status_code == 403
    assert client.get(reverse("admin:planner_owninitiative_add")).status_code == 403


def test_the_admin_of_others_shows_none(setting: Setting) -> None:
    make_own(setting)
    client = signed_in(make_member(make_organisation(), Role.CONSULTANT))
    listed = client.get(reverse("admin:planner_owninitiative_changelist"))
    assert listed.context["cl"].result_count == 0


def test_the_pages_speak_german(setting: Setting, lead: Client) -> None:
    make_own(setting, duration=4)
    lead.cookies["django_language"] = "de"
    for name, said in (("list", "Verglichen mit der mitgelieferten"), ("create", "Was sie hebt")):
        page = lead.get(at(name, setting), headers={"accept-language": "de"})
        assert said in page.content.decode()
    refused = lead.post(at("create", setting), NEW | {"from_0": "4"}, headers={"accept-language": "de"})
    assert refused.context["form"].errors["to_0"] == ["`to` muss über `from` liegen"]
