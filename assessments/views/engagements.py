"""Engagements: which there are, how one stands, starting one."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Role, UserRequest
from accounts.queries import membership_to_manage
from assessments.forms import EngagementForm
from assessments.models import Answer, Engagement
from assessments.queries import (
    Progress,
    awaiting_countersignature,
    bank_of,
    engagement_for,
    engagement_progress,
    engagements_for,
    evidence_waiting,
    my_assignments,
    newer_bank,
    organisations_managed_by,
    participants_of,
    places_of,
    progress_of,
    submissions_of,
    with_role,
)
from assessments.question_bank.profile import has_quick_profile
from assessments.services import choose_profile, close_engagement, create_engagement, reopen_engagement
from assessments.views.answers import address_of
from assessments.views.assignments import asked_places
from assessments.views.pages import chapters_of

ON_A_PAGE = 30
LONGEST_SEARCH = 100


def _go_on(has_begun: bool) -> str:
    return _("Continue") if has_begun else _("Start answering")


@dataclass(frozen=True, slots=True)
class Row:
    """An engagement in the list; `place` is the title of the page on which the person was last."""

    engagement: Engagement
    progress: Progress
    place: str

    @property
    def role_name(self) -> str:
        """The person's role as people read it."""
        return str(Role(self.engagement.role).label)

    @property
    def invitation(self) -> str:
        """What the button to the questions says."""
        if self.progress.total.is_done:
            return _("Look over your answers")
        return _go_on(bool(self.place or self.progress.total.mine))


@require_GET
def engagement_list(request: UserRequest) -> HttpResponse:
    """Show what the person takes part in: open ones first, a page at a time, or those with some words in them."""
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    listed = Paginator(engagements_for(request.user, words), ON_A_PAGE)
    page = listed.get_page(request.GET.get("page"))
    engagements = [with_role(engagement) for engagement in page]
    progress = progress_of(engagements, request.user)
    places = places_of(request.user)
    rows = [
        Row(engagement, progress[engagement.pk], _place_title(engagement, places.get(engagement.pk, "")))
        for engagement in engagements
    ]
    context = {
        "rows": rows,
        "page": page,
        "words": words,
        "is_searchable": bool(words) or listed.count > ON_A_PAGE,
        "has_results": any(engagement.can_read_results for engagement in engagements),
        "organisations": organisations_managed_by(request.user),
    }
    return render(request, "assessments/engagement_list.html", context)


def _place_title(engagement: Engagement, group_id: str) -> str:
    groups = (group for domain in bank_of(engagement).domains for group in domain.groups)
    return next((group.title for group in groups if group.id == group_id), "")


@dataclass(frozen=True, slots=True)
class Open:
    """A “not applicable” that waits for a countersignature, with its question and where that stands."""

    answer: Answer
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the person does next, and where."""

    title: str
    text: str
    button: str = ""
    address: str = ""


def _next_step(engagement: Engagement, progress: Progress) -> NextStep:
    total = progress.total
    plans = _address("planner:plan-list", engagement)
    address = reverse("assessments:questionnaire-resume", args=[engagement.pk])
    if engagement.can_manage and engagement.is_open and total.anyone < total.asked:
        open_still = total.asked - total.anyone
        title = ngettext(
            "%(count)s question that nobody has answered",
            "%(count)s questions that nobody has answered",
            open_still,
        )
        text = _(
            "Invite whoever knows, or answer them yourself. A plan can be made before the last answer is in."
        )
        return NextStep(title % {"count": open_still}, text, _go_on(bool(total.mine)), address)
    if engagement.can_answer and not engagement.can_manage and engagement.is_open and not total.is_done:
        text = _("Answer what you know. “I don’t know” is an answer too, and everything is saved as you go.")
        left = ngettext("%(count)s question left for you", "%(count)s questions left for you", total.left)
        return NextStep(left % {"count": total.left}, text, _go_on(bool(total.mine)), address)
    if engagement.can_manage:
        address = _address("planner:workload-list", engagement)
        text = _("Describe the workloads you plan and your constraints; then ask for a plan.")
        return NextStep(_("Every question is answered"), text, _("Describe workloads"), address)
    if engagement.can_read_results:
        return NextStep(
            _("Results"),
            _("Each plan shows readiness, gaps and the way forward; maturity shows why, answer by answer."),
            _("To the plans"),
            plans,
        )
    if engagement.is_open:
        return NextStep(
            _("All done, thank you"), _("You can change your answers until the engagement closes.")
        )
    return NextStep(_("This engagement is closed"), _("Your answers can be read, not changed."))


def _address(name: str, engagement: Engagement) -> str:
    """Return a page of the planner, which assessments know by name only; empty when it is not installed."""
    try:
        return reverse(name, args=[engagement.pk])
    except NoReverseMatch:
        return ""


@require_GET
def engagement_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show how an engagement stands."""
    engagement = engagement_for(request.user, pk, "view")
    bank = bank_of(engagement)
    progress = engagement_progress(engagement, request.user)
    waiting = awaiting_countersignature(engagement) if engagement.can_manage else ()
    texts = {question.id: question.text for question in bank.questions()}
    submissions = submissions_of(engagement)
    context = {
        "engagement": engagement,
        "bank": bank,
        "progress": progress,
        "newer_bank": newer_bank(engagement) if engagement.can_manage else None,
        "has_quick_profile": has_quick_profile(engagement.bank.read()),
        "next_step": _next_step(engagement, progress),
        "chapters": [(chapter, submissions[chapter.domain.id]) for chapter in chapters_of(bank, progress)],
        "asked_of_me": asked_places(engagement, my_assignments(engagement, request.user, progress)),
        "evidence_waiting": evidence_waiting(engagement) if engagement.can_manage else (),
        "participants": participants_of([engagement])[engagement.pk] if engagement.can_manage else (),
        "waiting": [
            Open(answer, texts[answer.question], address_of(engagement, answer.question))
            for answer in waiting
            if answer.question in texts
        ],
    }
    return render(request, "assessments/engagement_detail.html", context)


@require_http_methods(["GET", "POST"])
def engagement_create(request: UserRequest, pk: int) -> HttpResponse:
    """Start an engagement in an organisation."""
    organisation = membership_to_manage(request.user, pk).organisation
    form = EngagementForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        engagement = create_engagement(
            organisation=organisation,
            created_by=request.user,
            title=data["title"],
            due_on=data["due_on"],
            target_level=data["target_level"],
            bank=data["bank"],
            profile=data["profile"],
        )
        messages.success(request, _("The engagement has started. Next: invite those who know the answers."))
        return redirect("assessments:engagement-detail", pk=engagement.pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "assessments/engagement_create.html", context, status=422 if form.errors else 200)


@require_POST
def engagement_profile(request: UserRequest, pk: int) -> HttpResponse:
    """Ask the quick questions only, or all of them."""
    engagement = engagement_for(request.user, pk, "manage")
    try:
        choose_profile(engagement, request.POST.get("profile", ""))
    except ValueError:
        messages.error(request, _("Choose one of the two profiles."))
    else:
        text = _("%(profile)s. Answers are kept.") % {"profile": engagement.get_profile_display()}
        messages.success(request, text)
    return redirect("assessments:engagement-detail", pk=engagement.pk)


@require_POST
def engagement_status(request: UserRequest, pk: int) -> HttpResponse:
    """Close an engagement to answers, or open it again."""
    engagement = engagement_for(request.user, pk, "manage")
    if request.POST.get("status") == Engagement.State.CLOSED:
        close_engagement(engagement)
    else:
        reopen_engagement(engagement)
    return redirect("assessments:engagement-detail", pk=engagement.pk)
