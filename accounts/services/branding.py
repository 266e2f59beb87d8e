"""Keep and remove the branding of an organisation; colours that can be read."""

from django.db import transaction

from accounts.models import Action, Branding, Organisation, Paper, User
from accounts.services.audit import record

# WCAG 2.2, success criterion 1.4.3: text of ordinary size.
LEAST_CONTRAST = 4.5


def contrast_with_white(colour: str) -> float:
    """Return the contrast ratio of a colour (#rrggbb) with white, from 1 to 21 (WCAG 2.2, relative luminance).

    >>> round(contrast_with_white("#000000"), 1), round(contrast_with_white("#ffffff"), 1)
    (21.0, 1.0)
    """
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def dark_enough(colour: str) -> str:
    """Return the colour, darkened as little as needed to be read on white and to bear white text.

    >>> dark_enough("#0d5c70"), dark_enough("#ffcc00")
    ('#0d5c70', '#907300')
    """
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for step in range(256):
        found = "#" + "".join(f"{round(part * (255 - step) / 255):02x}" for part in parts)
        if contrast_with_white(found) >= LEAST_CONTRAST:
            return found
    return "#000000"


def keep_branding(
    *,
    organisation: Organisation,
    user: User,
    main_colour: str,
    second_colour: str,
    cover_text: str,
    logo: bytes | None,
    paper: str = Paper.USUAL,
) -> Branding:
    """Keep what was chosen. logo: PNG of `read_logo`, b"" to remove it, None to leave it as it is."""
    chosen = {
        "main_colour": main_colour,
        "second_colour": second_colour,
        "cover_text": cover_text,
        "paper": paper,
        "changed_by": user,
    }
    with transaction.atomic():
        branding, _ = Branding.objects.select_for_update().update_or_create(
            organisation=organisation, defaults=chosen if logo is None else chosen | {"logo": logo}
        )
        record(
            Action.BRANDING_CHANGED, branding, organisation=organisation.pk, title=organisation.name, by=user
        )
    return branding


def remove_branding(*, organisation: Organisation) -> None:
    """Remove it. Reports that were made with it keep it."""
    with transaction.atomic():
        branding = Branding.objects.filter(organisation=organisation).defer("logo").first()
        if branding is not None and Branding.objects.filter(pk=branding.pk).delete()[0]:
            record(Action.BRANDING_REMOVED, branding, organisation=organisation.pk, title=organisation.name)
