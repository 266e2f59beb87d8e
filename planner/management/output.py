"""How commands write results and refuse bad input."""

import errno
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from assessments.document import DocumentError


def bad_input(error: DocumentError) -> NoReturn:
    """Print one line per fault and end with exit code 2."""
    for fault in error.faults:
        sys.stderr.write(f"{fault}\n")
    raise SystemExit(2)


def write_outputs(outputs: Sequence[tuple[str, bytes]]) -> None:
    """Write every output, whole or not at all: beside its place first, then renamed. "-" is standard output.

    A place that is no file (a pipe, /dev/null) is written to and stays what it is; behind a link the file is
    replaced, not the link. Ends with exit code 2 and one clear line when a place cannot be written; nothing is
    renamed then.
    """
    ready: list[tuple[str, Path]] = []
    streams: list[tuple[Path, bytes]] = []
    name = ""
    try:
        for name, content in outputs:
            place = Path(name).resolve()
            if name != "-" and place.exists() and not place.is_file():
                streams.append((_writable(place), content))
            elif name != "-":
                ready.append((_beside(place, content), place))
        for place, content in streams:
            name = str(place)
            place.write_bytes(content)
    except OSError as error:
        for temporary, _ in ready:
            Path(temporary).unlink(missing_ok=True)
        sys.stderr.write(f"{name}: cannot be written: {error.strerror}\n")
        raise SystemExit(2) from error
    for temporary, place in ready:
        Path(temporary).replace(place)
    for name, content in outputs:
        if name == "-":
            sys.stdout.buffer.write(content)
            sys.stdout.flush()


def _writable(place: Path) -> Path:
    if place.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return place


def _beside(place: Path, content: bytes) -> str:
    descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    umask = os.umask(0)
    os.umask(umask)
    Path(name).chmod(0o666 & ~umask)
    return name
