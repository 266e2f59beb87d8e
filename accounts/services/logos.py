"""A logo as it was sent becomes one that is safe to keep: told by its content, bounded, and written anew."""

import io
import warnings
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MOST_BYTES = 1_000_000
MOST_PIXELS = 16_000_000
LARGEST = (900, 360)  # pixels; sharp in print at 3 inches
SMALLEST_SIDE = 16
_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")


class UnwelcomeLogoError(ValueError):
    """The file is no logo that is taken; the text says why, and what to do instead."""


def read_logo(file: BinaryIO) -> bytes:
    """Return a logo as PNG on white, no larger than needed, without anything else that the file held.

    Raises UnwelcomeLogoError for what is no PNG or JPEG by its content, too large, or damaged.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise UnwelcomeLogoError(
            _("The file is larger than %(most)s MB. Save the logo smaller, about 900 pixels wide.")
            % {"most": MOST_BYTES // 1_000_000}
        )
    if not content.startswith(_SIGNATURES):
        raise UnwelcomeLogoError(_not_taken(content))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _written_anew(content)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        if isinstance(error, UnwelcomeLogoError):
            raise
        raise UnwelcomeLogoError(_("The picture is damaged. Save it anew as PNG.")) from error


def _not_taken(content: bytes) -> str:
    start = content[:1000].lstrip().lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype")):
        return _("SVG is not taken, because it can hold programs. Save the logo as PNG.")
    return _("This is no PNG or JPEG, whatever its name says. Save the logo as PNG.")


def _written_anew(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as sent:
        if sent.width * sent.height > MOST_PIXELS:
            raise UnwelcomeLogoError(
                _("The picture has more than %(most)s million pixels. Save it about 900 pixels wide.")
                % {"most": MOST_PIXELS // 1_000_000}
            )
        if min(sent.size) < SMALLEST_SIDE:
            raise UnwelcomeLogoError(
                _("The picture is smaller than %(least)s pixels. Save it about 900 pixels wide.")
                % {"least": SMALLEST_SIDE}
            )
        seen = sent.convert("RGBA")
    seen.thumbnail(LARGEST)
    ground = Image.new("RGB", seen.size, "white")
    ground.paste(seen, mask=seen.getchannel("A"))
    out = io.BytesIO()
    ground.save(out, format="PNG", optimize=True)
    return out.getvalue()
