"""The catalogue of initiatives: looked through, added to, changed for an engagement, taken away as a file."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Action, UserRequest
from accounts.services.audit import record
from assessments.document import DocumentError
from assessments.models import Engagement
from assessments.queries import engagement_for
from planner.forms import DropForm, InitiativeFilterForm, InitiativeForm
from planner.models import OwnInitiative
from planner.queries import newest_plan
from planner.services.frozen.validation import MOST_OWN_INITIATIVES
from planner.services.initiatives.catalogue import (
    CatalogueEntry,
    EngagementCatalogue,
    catalogue_of,
    matching,
)
from planner.services.initiatives.file import catalogue_yaml
from planner.services.initiatives.keep import (
    InUseError,
    StaleInitiativeError,
    TooManyInitiativesError,
    add_initiative,
    change_initiative,
    drop_initiative,
    state_of,
)
from planner.services.initiatives.words import Difference, differences_between, lines_of

REFUSED, STALE = 422, 409


@require_safe
def initiative_list(request: UserRequest, pk: int) -> HttpResponse:
    """Everything that can be planned, with what it lifts, costs and takes, and what became of it."""
    engagement = engagement_for(request.user, pk, "read_results")
    catalogue = catalogue_of(engagement, newest_plan(engagement))
    form = InitiativeFilterForm(
        request.GET, domains=catalogue.domains, practices=_practice_choices(catalogue)
    )
    found = matching(catalogue, form.wanted())
    context = {
        "engagement": engagement,
        "catalogue": catalogue,
        "form": form,
        "cards": [_card(catalogue, entry) for entry in found],
        "own_count": sum(entry.own is not None for entry in catalogue.entries),
        "is_filtered": any(form.wanted().values()),
    }
    return render(request, "planner/initiative_list.html", context)


@require_safe
def initiative_download(request: UserRequest, pk: int) -> HttpResponse:
    """The whole catalogue as a file that can be changed and brought in again."""
    engagement = engagement_for(request.user, pk, "read_results")
    catalogue = catalogue_of(engagement, None)
    content = catalogue_yaml([entry.initiative for entry in catalogue.entries])
    record(
        Action.EXPORTED, engagement, organisation=engagement.organisation_id, form="yaml", what="initiatives"
    )
    headers = {
        "Content-Disposition": f'attachment; filename="initiatives-{engagement.pk}.yaml"',
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/yaml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def initiative_create(request: UserRequest, pk: int) -> HttpResponse:
    """A new initiative of the engagement's own."""
    engagement = engagement_for(request.user, pk, "manage")
    catalogue = catalogue_of(engagement, None)
    form = _form(request, catalogue, None)
    if request.method == "POST" and form.is_valid():
        try:
            row = add_initiative(
                engagement=engagement,
                document=form.document(),
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
        except DocumentError as error:
            form.add_faults(error.faults, _other_titles(catalogue, ""))
        except TooManyInitiativesError:
            form.add_error(None, _too_many())
        else:
            messages.success(
                request, _("“%(initiative)s” is added. The next plan knows it.") % {"initiative": row}
            )
            return redirect("planner:initiative-list", pk=pk)
    return _form_page(request, engagement, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def initiative_edit(request: UserRequest, pk: int, identifier: str) -> HttpResponse:
    """Other figures for one initiative in this engagement."""
    engagement = engagement_for(request.user, pk, "manage")
    catalogue = catalogue_of(engagement, None)
    entry = catalogue.entry(identifier)
    form = _form(request, catalogue, entry)
    if entry is None:
        if not request.POST.get("seen"):
            raise Http404("no such initiative")
        # Removed while somebody wrote: what was written is not lost.
        return _form_page(request, engagement, form, None, status=STALE)
    if request.method != "POST" or not form.is_valid():
        return _form_page(request, engagement, form, entry, catalogue)
    try:
        change_initiative(
            engagement=engagement,
            document=form.document(identifier),
            reason=form.cleaned_data["reason"],
            seen=form.cleaned_data["seen"],
            by=request.user,
        )
    except DocumentError as error:
        form.add_faults(error.faults, _other_titles(catalogue, identifier))
    except TooManyInitiativesError:
        form.add_error(None, _too_many())
    except StaleInitiativeError as error:
        form.show_state(state_of(error.stored))
        # What stands now may be newer than what was read above.
        now = catalogue_of(engagement, None).entry(identifier)
        return _form_page(request, engagement, form, now, catalogue, status=STALE)
    else:
        messages.success(request, _("Saved for this engagement. The next plan heeds it."))
        return redirect("planner:initiative-list", pk=pk)
    return _form_page(request, engagement, form, entry, catalogue)


@require_http_methods(["GET", "HEAD", "POST"])
def initiative_drop(request: UserRequest, pk: int, identifier: str) -> HttpResponse:
    """Ask, then go back to the shipped initiative, or remove one that is only this engagement's."""
    engagement = engagement_for(request.user, pk, "manage")
    row = _own(engagement, identifier)
    catalogue = catalogue_of(engagement, None)
    entry = catalogue.entry(identifier)
    form = DropForm(request.POST or None, initial={"seen": state_of(row)})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            drop_initiative(engagement=engagement, identifier=identifier, seen=form.cleaned_data["seen"])
        except StaleInitiativeError:
            messages.warning(request, _("Somebody has changed this initiative meanwhile. Look at it again."))
            return redirect("planner:initiative-list", pk=pk)
        except InUseError as error:
            form.add_error(
                None,
                _("It stays, because others wait for it: %(titles)s.") % {"titles": "; ".join(error.titles)},
            )
        except DocumentError as error:
            for fault in error.faults:
                form.add_error(None, fault.reason)
        else:
            messages.success(request, _("Done. Earlier plans are as they were."))
            return redirect("planner:initiative-list", pk=pk)
        status = REFUSED
    shipped = entry.shipped if entry else None
    changes = (
        differences_between(entry.initiative, shipped, catalogue.titles)
        if entry and entry.own and shipped
        else ()
    )
    context = {"engagement": engagement, "row": row, "shipped": shipped, "form": form, "changes": changes}
    return render(request, "planner/initiative_drop.html", context, status=status)


def _card(catalogue: EngagementCatalogue, entry: CatalogueEntry) -> dict[str, Any]:
    changes: tuple[Difference, ...] = ()
    if entry.shipped and entry.own:
        changes = differences_between(entry.shipped, entry.initiative, catalogue.titles)
    lines = lines_of(entry.initiative, catalogue.titles)
    return {
        "entry": entry,
        "facts": [line for line in lines if line.key in ("lifts", "cost_usd", "duration")],
        "more": [
            line for line in lines if line.key not in ("title", "summary", "lifts", "cost_usd", "duration")
        ],
        "changes": changes,
        "domain": catalogue.domains.get(entry.initiative.domain, entry.initiative.domain.capitalize()),
    }


def _form(
    request: UserRequest, catalogue: EngagementCatalogue, entry: CatalogueEntry | None
) -> InitiativeForm:
    own = entry.initiative.id if entry else ""
    others = {
        one.initiative.id: f"{one.initiative.title} ({one.initiative.id})"
        for one in catalogue.entries
        if one.initiative.id != own
    }
    return InitiativeForm(
        request.POST if request.method == "POST" else None,
        start=entry.initiative if entry else None,
        practices=_practice_choices(catalogue),
        domains=catalogue.domains,
        others=others,
        seen=state_of(entry.own) if entry else "",
    )


def _practice_choices(catalogue: EngagementCatalogue) -> dict[str, str]:
    return {name: f"{name} · {title}" for name, title in catalogue.practice_titles().items()}


def _other_titles(catalogue: EngagementCatalogue, identifier: str) -> list[str]:
    """Titles of the other own initiatives, in the order in which they are checked."""
    own = sorted((one.own for one in catalogue.entries if one.own), key=lambda row: row.identifier)
    return [str(row) for row in own if row.identifier != identifier]


def _own(engagement: Engagement, identifier: str) -> OwnInitiative:
    row = OwnInitiative.objects.filter(engagement=engagement, identifier=identifier).first()
    if row is None:
        raise Http404("no such own initiative")
    return row


def _form_page(
    request: UserRequest,
    engagement: Engagement,
    form: InitiativeForm,
    entry: CatalogueEntry | None,
    catalogue: EngagementCatalogue | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    is_stale = status == STALE
    lines = lines_of(entry.initiative, catalogue.titles) if is_stale and entry and catalogue else ()
    context = {"engagement": engagement, "form": form, "entry": entry, "is_stale": is_stale, "stored": lines}
    status = status if is_stale else REFUSED if form.errors else 200
    return render(request, "planner/initiative_form.html", context, status=status)


def _too_many() -> str:
    most = {"most": MOST_OWN_INITIATIVES}
    return _("An engagement has at most %(most)s initiatives of its own. Remove one first.") % most
