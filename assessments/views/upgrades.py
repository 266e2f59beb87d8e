"""Moving an engagement to a newer version of its question bank: rehearsed, done, cancelled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.language import number
from assessments.models import Engagement
from assessments.queries import Rehearsal, bank_of, engagement_for, newer_bank, rehearse, upgrade_to_cancel
from assessments.question_bank.upgrade import FateKind, Upgrade
from assessments.services import ClosedError, UpgradeError, cancel_upgrade, upgrade_bank
from assessments.views.refusals import sentence_of

# In the order in which they need attention.
FATES: dict[FateKind, tuple[str | Promise, str | Promise]] = {
    "unreadable": (
        _("Asked for another kind of answer"),
        _("Their answers could not be read any more: the upgrade is not possible with this version."),
    ),
    "changed": (
        _("Same question, new meaning"),
        _("Their answers are kept and count; look at each of them again."),
    ),
    "dropped": (_("No longer asked"), _("Their answers stay in the history and no longer count.")),
    "moved": (
        _("Moved"),
        _(
            "Their answers are copied to the new place, with a note in their history; assignments and discussions "
            "move along."
        ),
    ),
    "reworded": (_("Kept, worded differently"), _("Their answers are kept and count as before.")),
    "new": (_("New questions"), _("Nobody has answered them: they lower the confidence, never the score.")),
    "kept": (_("Kept as they are"), _("Nothing changes.")),
}


@require_http_methods(["GET", "POST"])
def upgrade_rehearsal(request: UserRequest, pk: int) -> HttpResponse:
    """Show what the newest version would do to this engagement; move it when that was confirmed."""
    engagement = engagement_for(request.user, pk, "manage")
    if request.method == "POST":
        return _upgrade(request, engagement)
    bank = newer_bank(engagement)
    rehearsal = rehearse(engagement, bank) if bank else None
    context = {
        "engagement": engagement,
        "bank_title": bank_of(engagement).title,
        "rehearsal": rehearsal,
        "fates": _fates(rehearsal.upgrade) if rehearsal else [],
        "confidences": _confidences(rehearsal) if rehearsal else [],
        "last": upgrade_to_cancel(engagement),
    }
    return render(request, "assessments/upgrade_rehearsal.html", context)


@require_POST
def upgrade_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Go back to the version before the last upgrade."""
    engagement = engagement_for(request.user, pk, "manage")
    upgrade = upgrade_to_cancel(engagement)
    if upgrade is None:
        messages.warning(request, gettext("There is no upgrade to go back from."))
        return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)
    upgrade.engagement = engagement
    try:
        cancel_upgrade(upgrade=upgrade, by=request.user)
    except (ClosedError, UpgradeError) as error:
        messages.error(request, sentence_of(error))
    else:
        messages.success(
            request,
            gettext("Back on version %(version)s. Every answer is still there.")
            % {"version": upgrade.from_bank.version},
        )
    return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)


def _upgrade(request: UserRequest, engagement: Engagement) -> HttpResponse:
    bank = newer_bank(engagement)
    if bank is None or request.POST.get("to") != str(bank.pk):
        messages.warning(
            request, gettext("Nothing was changed: look at this rehearsal first, then confirm it.")
        )
        return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)
    try:
        upgrade_bank(engagement=engagement, to_bank=bank, by=request.user)
    except (ClosedError, UpgradeError) as error:
        messages.error(request, sentence_of(error))
        return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)
    messages.success(
        request,
        gettext("The engagement is on version %(version)s now. You can go back below.")
        % {"version": bank.version},
    )
    return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)


def _fates(upgrade: Upgrade) -> list[dict[str, object]]:
    groups = ((title, text, upgrade.of_kind(kind), kind) for kind, (title, text) in FATES.items())
    return [
        {
            "kind": kind,
            "title": title,
            "text": text,
            "fates": fates,
            "answered": sum(fate.is_answered for fate in fates),
        }
        for title, text, fates, kind in groups
        if fates
    ]


def _confidences(rehearsal: Rehearsal) -> list[str]:
    both = (rehearsal.before.overall.confidence, rehearsal.after.overall.confidence)
    return ["–" if confidence is None else f"{number(100 * confidence, '.0f')} %" for confidence in both]
