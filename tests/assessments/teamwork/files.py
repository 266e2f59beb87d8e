"""Files of every kind that is taken, made here, and hostile ones."""

import io
import zipfile
from collections.abc import Mapping

from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
ODT = "application/vnd.oasis.opendocument.text"


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A zip file with these members, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def pdf() -> bytes:
    """A page with a word."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(72, 720, "Capacity plan")
    canvas.save()
    return buffer.getvalue()


def xlsx() -> bytes:
    """A workbook as a real program writes it."""
    buffer, book = io.BytesIO(), Workbook()
    book.create_sheet("Racks").append(["Rack", "Power"])
    book.save(buffer)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    """The least that makes a document."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>", **more})


def odt(mimetype: str = ODT) -> bytes:
    """The least that makes an open document."""
    return zipped({"mimetype": mimetype.encode(), "content.xml": b"<office:document-content/>"})


def bomb() -> bytes:
    """A document of a few hundred kilobytes that unpacks to hundreds of megabytes."""
    members = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"\x00" * 500_000_000}
    return zipped(members, zipfile.ZIP_DEFLATED)
