"""`nvidia-smi -q -x`: every GPU with its product name and memory."""

import re
from xml.parsers.expat import ExpatError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from assessments.language import number, say
from assessments.probes.accelerators import MIB, Device, accelerator_findings
from assessments.probes.reading import Finding, OutputError, checked_number

MAX_DEPTH = 30
MAX_GPUS = 1_000

_GPU = ("nvidia_smi_log", "gpu")
_NAME = (*_GPU, "product_name")
_MEMORY = (*_GPU, "fb_memory_usage", "total")
_MIG = (*_GPU, "mig_mode", "current_mig")
_ATTACHED = ("nvidia_smi_log", "attached_gpus")
_WANTED = {_NAME, _MEMORY, _MIG, _ATTACHED}


class _Log:
    """Keeps the few texts that are wanted while the parser walks by: no tree is built."""

    def __init__(self) -> None:
        self.gpus: list[dict[tuple[str, ...], str]] = []
        self.attached = ""
        self._path: list[str] = []
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element."""
        self._path.append(tag)
        if len(self._path) > MAX_DEPTH:
            raise OutputError(say("nested more deeply than any output of nvidia-smi"))
        path = tuple(self._path)
        if path == _GPU:
            self.gpus.append({})
            if len(self.gpus) > MAX_GPUS:
                raise OutputError(
                    say("more than {most} GPUs in one machine cannot be", most=number(MAX_GPUS, ","))
                )
        self._text = [] if path in _WANTED else None

    def data(self, text: str) -> None:
        """Take text within an element."""
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        """Leave an element."""
        path = tuple(self._path)
        self._path.pop()
        if self._text is None:
            return
        text = " ".join("".join(self._text).split())
        self._text = None
        if path == _ATTACHED:
            self.attached = text
        else:
            self.gpus[-1][path] = text

    def declare(self, *declared: object) -> None:
        """Refuse declarations: a default text of attributes would come back with every element."""
        raise OutputError(say("declares attributes, which nvidia-smi never does: refused"))

    def close(self) -> "_Log":
        """End the walk."""
        return self


def read(text: str) -> tuple[Finding, ...]:
    """Return one finding for each product. Raises OutputError."""
    log = _walk(text[_start(text) :])
    if not log.gpus:
        raise OutputError(say("lists no GPU: run nvidia-smi -q -x on a machine that has one"))
    return accelerator_findings([_device(gpu) for gpu in log.gpus], note=_note(log))


def _start(text: str) -> int:
    """Return where the document begins: a shell may have written lines before it."""
    found = re.search(r"<\?xml|<!DOCTYPE|<nvidia_smi_log", text)
    return found.start() if found else 0


def _walk(text: str) -> _Log:
    log = _Log()
    parser = DefusedXMLParser(target=log, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    parser.parser.AttlistDeclHandler = log.declare
    try:
        parser.feed(text)
        parser.close()
    except DefusedXmlException as error:
        raise OutputError(say("defines XML entities, which nvidia-smi never does: refused")) from error
    except (ParseError, ExpatError) as error:
        line = getattr(error, "position", (None,))[0]
        reason = say("not complete XML: send the whole output of nvidia-smi -q -x")
        raise OutputError(reason, line=line) from error
    except (ValueError, LookupError) as error:
        if isinstance(error, OutputError):
            raise
        raise OutputError(
            say("not XML as nvidia-smi writes it: send the output of nvidia-smi -q -x")
        ) from error
    return log


def _device(gpu: dict[tuple[str, ...], str]) -> Device:
    product = gpu.get(_NAME, "")
    amount, _, unit = gpu.get(_MEMORY, "").partition(" ")
    memory = checked_number(amount, "fb_memory_usage.total") * MIB if unit == "MiB" else None
    return Device(product, memory)


def _note(log: _Log) -> str:
    notes = []
    if any(gpu.get(_MIG) == "Enabled" for gpu in log.gpus):
        notes.append(say("Divided by MIG; whole GPUs are counted."))
    if log.attached.isdecimal() and log.attached != str(len(log.gpus)):
        notes.append(
            say(
                "The output says that {attached} are attached and shows {shown}: those shown count.",
                attached=log.attached[:6],
                shown=len(log.gpus),
            )
        )
    return " ".join(notes)
