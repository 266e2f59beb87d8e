"""Pictures to be sent as a logo."""

import io

from PIL import Image


def picture(form: str = "PNG", size: tuple[int, int] = (300, 120), *, mode: str = "RGB") -> io.BytesIO:
    """A plain picture of a kind and size, as a file."""
    out = io.BytesIO()
    Image.new(mode, size, (13, 92, 112, 128)[: len(mode)]).save(out, format=form)
    out.seek(0)
    return out
