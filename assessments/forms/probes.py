"""Saved command output as it is sent: pasted, or as files."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.probes import LARGEST_OUTPUT, OutputError, Reading, decode_output, read_output

MOST_FILES = 40
MOST_BYTES = 12_000_000
LONGEST_MACHINE = 120
# Words of file names that say what ran, not where.
_COMMAND_WORDS = {
    *("lscpu", "free", "df", "nvidia", "smi", "rocm", "kubectl", "get", "nodes", "fio", "iperf3", "ibstat"),
    *("q", "x", "o", "j", "h", "b", "json", "xml", "output", "out", "read", "txt", "log"),
}


@dataclass(frozen=True, slots=True)
class SentOutput:
    """An output that was understood, and its text."""

    reading: Reading
    text: str


class _SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A file field that takes several files."""

    widget = _SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list["UploadedFile[Any]"]:
        """Return every file that was sent; an empty one is refused later, with its name."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                gettext("Send at most %(number)s files at a time.") % {"number": MOST_FILES}
            )
        found = [file for file in files if isinstance(file, UploadedFile)]
        if sum(file.size or 0 for file in found) > MOST_BYTES:
            raise forms.ValidationError(
                gettext("Send at most %(megabytes)s MB at a time: the files in several turns.")
                % {"megabytes": MOST_BYTES // 1_000_000}
            )
        return found


class ProbeForm(forms.Form):
    """One pasted output, or files; after `is_valid` the outputs are in `sent`."""

    text = forms.CharField(
        label=_("Paste the output"),
        required=False,
        strip=False,
        max_length=LARGEST_OUTPUT,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "probe__paste"}),
        help_text=_("The whole output of one command, as it was printed."),
    )
    outputs = SeveralFilesField(
        label=_("Or send files"),
        required=False,
        help_text=_("One output in each; several at once are welcome. At most 2 MB each."),
    )
    machine = forms.CharField(
        label=_("Name of the machine"),
        required=False,
        max_length=LONGEST_MACHINE,
        help_text=_(
            "Where the command ran, such as node-1. Outputs of machines with different names add up; a newer "
            "output of a machine replaces its older one. Left blank, the name of the file counts: "
            "node-1-lscpu.txt is node-1."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent: list[SentOutput] = []

    def clean(self) -> dict[str, Any]:
        """Read every output; one that is not understood is refused with its name and a remedy, and so are all."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        machine = cleaned.get("machine", "")
        if cleaned.get("text", "").strip():
            self._take("text", cleaned["text"], machine, "")
        for file in cleaned.get("outputs", []):
            name = str(file.name)
            self._take(
                "outputs", file.read(LARGEST_OUTPUT + 1), machine or machine_of_file(name), f"{name}: "
            )
        if not self.sent and not self.errors:
            self.add_error(None, gettext("Paste an output or choose a file."))
        return cleaned

    def _take(self, field: str, saved: str | bytes, machine: str, prefix: str) -> None:
        try:
            text = decode_output(saved)
            self.sent.append(SentOutput(read_output(text, machine=machine), text))
        except OutputError as error:
            said = str(error)
            self.add_error(field, f"{prefix}{said}" if prefix else capfirst(said))


def machine_of_file(name: str) -> str:
    """Return the machine that the name of a file speaks of, "" when it only says what ran.

    >>> machine_of_file("node-1-lscpu.txt"), machine_of_file("nvidia-smi.xml")
    ('node-1', '')
    """
    stem = name.rsplit(".", 1)[0][:LONGEST_MACHINE]
    words = [word for word in re.split(r"[-_\s]+", stem) if word and word.casefold() not in _COMMAND_WORDS]
    return "-".join(words)
