"""Every named address of the project, and who may open it. An address without a row here fails the tests."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

ALL = ("respondent", "reader", "lead", "consultant")
ANSWER = ("respondent", "lead", "consultant")
READ = ("reader", "lead", "consultant")
MANAGE = ("lead", "consultant")

MODEL_PAGES = ("changelist", "add", "history", "delete", "change")


@dataclass(frozen=True, slots=True)
class Route:
    """methods: what it serves. may: the roles that get in; args: what stands in the address."""

    methods: tuple[str, ...]
    may: tuple[str, ...]
    args: tuple[str, ...] = ()
    data: tuple[tuple[str, str], ...] = ()


GET, POST, BOTH = ("get",), ("post",), ("get", "post")

# Of one client: everybody else gets 404, members without the right 403, and without signing in there is only the
# sign-in page.
OF_A_CLIENT = {
    "accounts:member-list": Route(GET, MANAGE, ("organisation",)),
    "accounts:invitation-create": Route(POST, MANAGE, ("organisation",)),
    "accounts:member-change": Route(POST, MANAGE, ("organisation", "member")),
    "accounts:member-remove": Route(BOTH, MANAGE, ("organisation", "member")),
    "accounts:branding-edit": Route(BOTH, MANAGE, ("organisation",), (("cover_text", "For the board only"),)),
    "accounts:branding-remove": Route(POST, MANAGE, ("organisation",)),
    "accounts:branding-logo": Route(GET, MANAGE, ("organisation",)),
    "accounts:invitation-resend": Route(POST, MANAGE, ("organisation", "invitation")),
    "accounts:invitation-revoke": Route(POST, MANAGE, ("organisation", "invitation")),
    "assessments:engagement-create": Route(BOTH, MANAGE, ("organisation",)),
    "assessments:engagement-detail": Route(GET, ALL, ("engagement",)),
    "assessments:engagement-status": Route(POST, MANAGE, ("engagement",)),
    "assessments:questionnaire-resume": Route(GET, ANSWER, ("engagement",)),
    "assessments:questionnaire-group": Route(BOTH, ANSWER, ("engagement", "group")),
    "assessments:answer-save": Route(POST, ANSWER, ("engagement", "question")),
    "assessments:answer-choose": Route(POST, ANSWER, ("engagement", "question"), (("choose", "hw-level:1"),)),
    "assessments:answer-history": Route(GET, ANSWER, ("answer",)),
    "assessments:answer-countersign": Route(POST, MANAGE, ("answer",), (("revision", "1"),)),
    "assessments:maturity": Route(GET, READ, ("engagement",)),
    "assessments:practice-detail": Route(GET, READ, ("engagement", "practice")),
    "assessments:review-list": Route(GET, MANAGE, ("engagement",)),
    "assessments:review-question": Route(
        BOTH, MANAGE, ("engagement", "question"), (("reason", "agreed"), ("hw-level.level", "3"))
    ),
    "assessments:evidence-list": Route(GET, ANSWER, ("engagement", "question")),
    "assessments:evidence-add": Route(
        POST, ANSWER, ("engagement", "question"), (("link", "https://example.org/plan"),)
    ),
    "assessments:evidence-download": Route(GET, ANSWER, ("evidence",)),
    "assessments:evidence-review": Route(
        POST, MANAGE, ("evidence",), (("decision", "accepted"), ("seen", "pending"))
    ),
    "assessments:evidence-remove": Route(POST, ANSWER, ("evidence",)),
    "assessments:assignment-list": Route(
        BOTH, MANAGE, ("engagement",), (("target", "domain:hardware"), ("people", "1"))
    ),
    "assessments:assignment-remove": Route(POST, MANAGE, ("assignment",)),
    "assessments:question-delegate": Route(BOTH, ANSWER, ("engagement", "question"), (("note", "Please"),)),
    "assessments:submission-detail": Route(GET, ANSWER, ("engagement", "domain")),
    "assessments:submission-submit": Route(POST, ANSWER, ("engagement", "domain"), (("seen", "0"),)),
    "assessments:submission-review": Route(
        POST, MANAGE, ("engagement", "domain"), (("seen", "0"), ("step", "accepted"))
    ),
    "assessments:thread-list": Route(GET, ANSWER, ("engagement",)),
    "assessments:thread-create": Route(BOTH, ANSWER, ("engagement",), (("title", "T"), ("text", "Why?"))),
    "assessments:thread-detail": Route(GET, ANSWER, ("thread",)),
    "assessments:message-add": Route(POST, ANSWER, ("thread",), (("text", "Because"),)),
    "assessments:thread-state": Route(POST, ANSWER, ("thread",), (("state", "resolved"),)),
    "assessments:engagement-profile": Route(POST, MANAGE, ("engagement",), (("profile", "quick"),)),
    "assessments:bank-yaml": Route(GET, MANAGE, ("engagement",)),
    "assessments:bank-xlsx": Route(GET, MANAGE, ("engagement",)),
    "assessments:upgrade-rehearsal": Route(BOTH, MANAGE, ("engagement",)),
    "assessments:upgrade-cancel": Route(POST, MANAGE, ("engagement",)),
    "assessments:probe-list": Route(GET, ANSWER, ("engagement",)),
    "assessments:probe-create": Route(BOTH, ANSWER, ("engagement",), (("text", "CPU(s): 2"),)),
    "assessments:probe-accept": Route(POST, ANSWER, ("engagement",), (("question", "hw-level"),)),
    "assessments:probe-detail": Route(GET, ANSWER, ("engagement", "reading")),
    "assessments:probe-delete": Route(BOTH, ANSWER, ("engagement", "reading")),
    "assessments:milestone-list": Route(GET, READ, ("engagement",)),
    "assessments:milestone-take": Route(POST, MANAGE, ("engagement",), (("title", "Kick-off"),)),
    "assessments:milestone-detail": Route(GET, READ, ("milestone",)),
    "planner:organisation-over-time": Route(GET, READ, ("organisation",)),
    "planner:workload-list": Route(GET, MANAGE, ("engagement",)),
    "planner:workload-create": Route(BOTH, MANAGE, ("engagement", "kind")),
    "planner:workload-edit": Route(BOTH, MANAGE, ("engagement", "workload")),
    "planner:workload-delete": Route(BOTH, MANAGE, ("engagement", "workload")),
    "planner:constraints-edit": Route(BOTH, MANAGE, ("engagement",)),
    "planner:plan-list": Route(GET, READ, ("engagement",)),
    "planner:plan-request": Route(POST, MANAGE, ("engagement",)),
    "planner:scenario-list": Route(GET, READ, ("engagement",)),
    "planner:scenario-progress": Route(GET, READ, ("engagement",)),
    "planner:scenario-create": Route(BOTH, MANAGE, ("engagement",), (("title", "Cheaper"),)),
    "planner:scenario-offer": Route(POST, MANAGE, ("engagement",), (("key", "buy"),)),
    "planner:scenario-request": Route(POST, MANAGE, ("engagement",)),
    "planner:scenario-edit": Route(BOTH, MANAGE, ("engagement", "scenario"), (("title", "Cheaper"),)),
    "planner:scenario-delete": Route(BOTH, MANAGE, ("engagement", "scenario")),
    "planner:plan-compare": Route(GET, READ, ("engagement",)),
    "planner:comparison-download": Route(GET, READ, ("engagement",)),
    "planner:decision-list": Route(GET, READ, ("engagement",)),
    "planner:decision-download": Route(GET, READ, ("engagement",)),
    "planner:decision-edit": Route(BOTH, MANAGE, ("engagement", "initiative")),
    "planner:decision-progress": Route(POST, MANAGE, ("engagement", "initiative")),
    "planner:decision-withdraw": Route(POST, MANAGE, ("engagement", "initiative")),
    "planner:go-live-record": Route(POST, MANAGE, ("engagement", "workload")),
    "planner:initiative-list": Route(GET, READ, ("engagement",)),
    "planner:initiative-download": Route(GET, READ, ("engagement",)),
    "planner:initiative-create": Route(BOTH, MANAGE, ("engagement",)),
    "planner:initiative-upload": Route(BOTH, MANAGE, ("engagement",)),
    "planner:initiative-apply": Route(POST, MANAGE, ("engagement",)),
    "planner:initiative-edit": Route(BOTH, MANAGE, ("engagement", "shipped initiative")),
    "planner:initiative-drop": Route(BOTH, MANAGE, ("engagement", "shipped initiative")),
    "planner:what-if": Route(GET, READ, ("plan",)),
    "planner:what-if-plan": Route(POST, MANAGE, ("plan",)),
    "planner:plan-detail": Route(GET, READ, ("plan",)),
    "planner:plan-progress": Route(GET, READ, ("plan",)),
    "planner:plan-retry": Route(POST, MANAGE, ("plan",)),
    "planner:report-download": Route(GET, READ, ("plan",)),
    "planner:report-variant": Route(GET, READ, ("plan", "variant")),
    "planner:snapshot-download": Route(GET, READ, ("plan",)),
    "planner:workbook-download": Route(GET, READ, ("plan",)),
    "planner:slides-download": Route(GET, READ, ("plan",)),
    "planner:tables-download": Route(GET, READ, ("plan",)),
}

# One's own pages, for whoever is signed in. They show nothing of others.
OF_ONESELF = {
    "accounts:profile-edit",
    "assessments:engagement-list",
    "planner:portfolio",
    "account_change_password",
    "account_set_password",
    "account_reauthenticate",
}

# Open to the world.
OPEN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "accounts:invitation-accept",
    "accounts:language-choose",
    "jobs:livez",
    "jobs:readyz",
}

# The admin's own pages: (address in it, args); consultants only. They show nothing of a client by themselves.
OF_THE_ADMIN: dict[str, tuple[str, ...]] = {
    "admin:index": (),
    "admin:login": (),
    "admin:logout": (),
    "admin:password_change": (),
    "admin:password_change_done": (),
    "admin:autocomplete": (),
    "admin:jsi18n": (),
    "admin:view_on_site": ("organisation type", "organisation"),
    "admin:app_list": ("app",),
}

# What a consultant may do with the rows of their own clients; "-": the list is not theirs at all.
CONSULTANTS_MAY = {
    "accounts_organisation": "view add change",
    "accounts_membership": "view add change delete",
    "accounts_invitation": "view add",
    "accounts_user": "view",
    "accounts_auditentry": "view",
    "assessments_engagement": "view add change",
    "assessments_answer": "view",
    "assessments_bankversion": "view",
    "assessments_evidence": "view",
    "assessments_probereading": "view",
    "assessments_assignment": "view",
    "assessments_submission": "view",
    "assessments_thread": "view",
    "planner_workload": "view",
    "planner_planningconstraints": "view",
    "planner_plan": "view",
    "planner_report": "view",
    "planner_decision": "view",
    "planner_forecast": "view",
    "planner_owninitiative": "view",
    "planner_scenario": "view",
    "jobs_job": "-",
    "account_emailaddress": "-",
}


def tabled_names() -> set[str]:
    """Every name that has a row."""
    models = {f"admin:{model}_{page}" for model in CONSULTANTS_MAY for page in MODEL_PAGES}
    return {*OF_A_CLIENT, *OF_ONESELF, *OPEN, *OF_THE_ADMIN, *models}


def named_routes() -> set[str]:
    """Every name that the project can resolve; what has no name is the admin's redirect for old addresses."""
    return {name for name in _names(get_resolver().url_patterns, "") if not name.endswith(":")}


def registered_models() -> set[str]:
    """Every model in the admin, as its addresses call it."""
    return {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}


def _names(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name or ''}"
        else:
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, inner)
