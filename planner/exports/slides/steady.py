"""A package of Office files without the clock: the same content gives the same bytes."""

import re
import zipfile
from io import BytesIO

_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that an archive can bear
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_WHEN = rb"\g<1>1980-01-01T00:00:00Z\g<2>"


def without_clock(content: bytes) -> bytes:
    """Return a package with fixed times, also in the workbooks behind its charts."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(content)) as given,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in given.namelist():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, _steady(name, given.read(name)))
    return out.getvalue()


def _steady(name: str, content: bytes) -> bytes:
    if name.startswith("ppt/embeddings/") and name.endswith(".xlsx"):
        return without_clock(content)
    return _MADE.sub(_WHEN, content) if name == "docProps/core.xml" else content
