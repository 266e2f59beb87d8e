"""What a file says of itself, as XMP (ISO 16684-1), for programs that do not read the older information dictionary."""

from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
   <dc:format>application/pdf</dc:format>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
   <dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
   <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
   <xmp:CreateDate>{date}</xmp:CreateDate>
   <xmp:ModifyDate>{date}</xmp:ModifyDate>
   <xmp:CreatorTool>{creator}</xmp:CreatorTool>
   <pdf:Producer>{producer}</pdf:Producer>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


class Metadata(PDFStream):
    """The stream of metadata, left readable; it says what the information dictionary says."""

    def __init__(self, document: Any) -> None:
        super().__init__(PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}), filters=[])
        self.content = packet(document).encode()


def packet(document: Any) -> str:
    """Return the metadata of a document."""
    told = document.info
    year, month, day, hour, minute, second = document._timeStamp.YMDhms
    return _PACKET.format(
        title=escape(told.title),
        author=escape(told.author),
        subject=escape(told.subject),
        creator=escape(told.creator),
        producer=escape(told.producer),
        language=escape(document.Catalog.Lang.s),
        date=f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}Z",
    )


def stamp(day: str) -> TimeStamp:
    """Return the moment a file gives as that of its making: a day such as 2026-11-21; the first of 2000 if unknown."""
    made = TimeStamp(invariant=1)
    made.tzname, made.dhh, made.dmm = "UTC", 0, 0
    made.YMDhms = (*_day(day).timetuple()[:3], 0, 0, 0)
    return made


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return date(2000, 1, 1)
