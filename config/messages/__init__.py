"""The catalogues of texts: drawn from the source, translated in `locale/`, compiled. Babel does it all.

`python -m config.messages` brings the catalogues up to date with the source and says what is still to translate;
with `check` it only says, with `compile` it makes the .mo files that are older than their .po.
"""

from config.messages.catalogues import (
    compile_catalogues,
    path_of,
    read_catalogue,
    update_catalogues,
    write_catalogue,
)
from config.messages.faults import faults
from config.messages.sources import DOMAINS, source_catalogue

__all__ = [
    "DOMAINS",
    "compile_catalogues",
    "faults",
    "path_of",
    "read_catalogue",
    "source_catalogue",
    "update_catalogues",
    "write_catalogue",
]
