"""Moving an engagement to a newer version of its question bank: rehearsed, done, cancelled."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import UserRequest
from assessments.models import Engagement
from assessments.queries import Rehearsal, engagement_for, newer_bank, rehearse, upgrade_to_cancel
from assessments.question_bank.upgrade import FateKind, Upgrade
from assessments.services import ClosedError, UpgradeError, cancel_upgrade, upgrade_bank

# In the order in which they need attention.
FATES: dict[FateKind, tuple[str, str]] = {
    "unreadable": (
        "Asked for another kind of answer",
        "Their answers could not be read any more: the upgrade is not possible with this version.",
    ),
    "changed": (
        "Same question, new meaning",
        "Their answers are kept and count; look at each of them again.",
    ),
    "dropped": ("No longer asked", "Their answers stay in the history and no longer count."),
    "moved": ("Moved", "Their answers are copied to the new place, with a note in their history."),
    "reworded": ("Kept, worded differently", "Their answers are kept and count as before."),
    "new": ("New questions", "Nobody has answered them: they lower the confidence, never the score."),
    "kept": ("Kept as they are", "Nothing changes."),
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
        messages.warning(request, "There is no upgrade to go back from.")
        return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)
    upgrade.engagement = engagement
    try:
        cancel_upgrade(upgrade=upgrade, by=request.user)
    except (ClosedError, UpgradeError) as error:
        messages.error(request, _sentence(error))
    else:
        messages.success(
            request, f"Back on version {upgrade.from_bank.version}. Every answer is still there."
        )
    return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)


def _upgrade(request: UserRequest, engagement: Engagement) -> HttpResponse:
    bank = newer_bank(engagement)
    if bank is None or request.POST.get("to") != str(bank.pk):
        messages.warning(request, "Nothing was changed: look at this rehearsal first, then confirm it.")
        return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)
    try:
        upgrade_bank(engagement=engagement, to_bank=bank, by=request.user)
    except (ClosedError, UpgradeError) as error:
        messages.error(request, _sentence(error))
        return redirect("assessments:upgrade-rehearsal", pk=engagement.pk)
    messages.success(request, f"The engagement is on version {bank.version} now. You can go back below.")
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
    return ["–" if confidence is None else f"{100 * confidence:.0f} %" for confidence in both]


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[0].upper()}{text[1:]}."
