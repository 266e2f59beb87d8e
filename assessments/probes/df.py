"""`df`, with any of its units: the file systems of one machine that hold data."""

import re
from collections import defaultdict
from dataclasses import dataclass

from assessments.language import number, quoted, say, say_plural
from assessments.probes.reading import Finding, OutputError, checked_number, shorten
from assessments.probes.sizes import short_size

HEADER = re.compile(r"^Filesystem\s", re.MULTILINE)
MAX_FILE_SYSTEMS = 2_000
# In memory, made of layers of others, or read-only images.
_NO_STORAGE = {
    *(
        "tmpfs",
        "devtmpfs",
        "ramfs",
        "overlay",
        "aufs",
        "shm",
        "udev",
        "none",
        "squashfs",
        "efivarfs",
        "efivars",
    ),
    *("cgroup", "cgroup2", "proc", "sysfs", "devfs", "iso9660", "rootfs", "cgmfs", "tracefs", "autofs"),
}
_SHARED_TYPES = {
    "nfs",
    "nfs3",
    "nfs4",
    "lustre",
    "gpfs",
    "ceph",
    "cifs",
    "smb3",
    "smbfs",
    "beegfs",
    "glusterfs",
}
_BLOCKS = re.compile(r"(\d{1,9})([KMGT]?)i?B?-blocks")
_FACTORS = {"": 1.0, "K": 2.0**10, "M": 2.0**20, "G": 2.0**30, "T": 2.0**40}


@dataclass(frozen=True, slots=True)
class _FileSystem:
    source: str
    type: str
    size: float
    used: float
    available: float
    mount: str

    @property
    def is_storage(self) -> bool:
        """Whether data can be kept on it: no memory, image, layer or boot partition."""
        kinds = {self.type, self.source}
        is_image = self.source.startswith("/dev/loop") or self.mount.startswith("/snap/")
        is_system = self.mount == "/boot" or self.mount.startswith(("/boot/", "/dev/", "/sys/", "/proc/"))
        return not (kinds & _NO_STORAGE or is_image or is_system) and self.size > 0

    @property
    def is_shared(self) -> bool:
        """Whether other machines see the same one."""
        is_remote = ":/" in self.source or self.source.startswith("//") or "@" in self.source
        return is_remote or self.type in _SHARED_TYPES or self.type.startswith(("fuse.ceph", "fuse.juicefs"))

    @property
    def pool(self) -> str:
        """The pool of a ZFS data set: all data sets of one share its free space."""
        is_zfs = self.type == "zfs" or (not self.type and re.match(r"[\w.-]{1,60}/", self.source) is not None)
        return self.source.split("/")[0] if is_zfs and not self.is_shared else ""


def read(text: str) -> tuple[Finding, ...]:
    """Return one finding for each file system, every one once. Raises OutputError."""
    storage = [found for found in _file_systems(text) if found.is_storage]
    if not storage:
        raise OutputError(say("lists no file system that holds data, only memory, images and layers"))
    pools: dict[str, list[_FileSystem]] = defaultdict(list)
    single: dict[str, _FileSystem] = {}
    for one in storage:
        if one.pool:
            pools[one.pool].append(one)
        else:
            # One device mounted in several places, as bind mounts and btrfs volumes are, is there once.
            single.setdefault(one.source, one)
    return (*(_finding(one) for one in single.values()), *(_pool(name, sets) for name, sets in pools.items()))


def _finding(one: _FileSystem) -> Finding:
    source = shorten(one.source, 80)
    shared = say(" (seen by several machines: counted once)") if one.is_shared else ""
    how = say("{source} at {place}", source=source, place=shorten(one.mount, 80)) + shared
    return Finding("storage_bytes", one.size, how, shared_as=source if one.is_shared else "")


def _pool(name: str, sets: list[_FileSystem]) -> Finding:
    size = sum(one.used for one in sets) + max(one.available for one in sets)
    how = say_plural(
        "ZFS pool {pool}: what its {count} data set use and what is free",
        "ZFS pool {pool}: what its {count} data sets use and what is free",
        len(sets),
        pool=shorten(name, 60),
    )
    return Finding("storage_bytes", size, how)


def _file_systems(text: str) -> list[_FileSystem]:
    rows = _rows(text)
    at, header = rows[0]
    has_type = header[1:2] == ["Type"]
    title = header[2 if has_type else 1] if len(header) > 2 else ""
    factor = _unit(title, at)
    return [
        _file_system(words, has_type, factor, at) for at, words in rows[1:] if words and words[0] != "total"
    ]


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the header and the rows as words with line numbers; a long name may stand on a line of its own."""
    rows: list[tuple[int, list[str]]] = []
    for at, line in enumerate(text.split("\n"), start=1):
        words = line[:4_000].split()
        if not rows:
            if words[:1] == ["Filesystem"]:
                rows.append((at, words))
        elif len(rows[-1][1]) == 1 and len(rows) > 1:
            rows[-1][1].extend(words)
        elif words and words[0] == "Filesystem":
            raise OutputError(
                say("holds two tables: send the output of df of each machine by itself"), line=at
            )
        elif len(words) == 1 or len(words) >= 6:
            if len(rows) > MAX_FILE_SYSTEMS:
                raise OutputError(
                    say(
                        "more than {most} file systems: send df -x overlay -x tmpfs",
                        most=number(MAX_FILE_SYSTEMS, ","),
                    )
                )
            rows.append((at, words))
        elif words and len(rows) > 1:
            break
    if not rows:
        raise OutputError(
            say("has no line that begins with Filesystem: send the output of LC_ALL=C df -T -B1")
        )
    return rows


def _unit(title: str, line: int) -> float | None:
    """Return the bytes of one in the size column; None when each size has its own letter."""
    if title == "Size":
        return None
    found = _BLOCKS.fullmatch(title)
    if found is None:
        reason = say(
            "the unit {unit} is not known: send the output of LC_ALL=C df -T -B1",
            unit=quoted(shorten(title, 40)),
        )
        raise OutputError(reason, line=line)
    return float(found[1]) * _FACTORS[found[2]]


def _file_system(words: list[str], has_type: bool, factor: float | None, line: int) -> _FileSystem:
    cells = words[2:] if has_type else words[1:]
    if len(cells) < 5:
        raise OutputError(say("a row is cut off: send the whole output of LC_ALL=C df -T -B1"), line=line)
    type = words[1] if has_type else ""
    size, used, available = (_bytes(cell, factor, line) for cell in cells[:3])
    return _FileSystem(words[0], type, size, used, available, " ".join(cells[4:]))


def _bytes(cell: str, factor: float | None, line: int) -> float:
    if cell == "-":
        return 0.0
    if factor is None:
        return short_size(cell.lstrip("-"), "Size", line=line)
    return checked_number(cell.lstrip("-"), "blocks", line=line) * factor
