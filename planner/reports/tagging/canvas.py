"""A canvas that marks what is drawn: as content of an element, or as an artifact that readers may pass over."""

from codecs import BOM_UTF16_BE
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reportlab.pdfbase.pdfdoc import LinkAnnotation, PDFDictionary, PDFName, PDFPage
from reportlab.pdfgen.canvas import Canvas

from planner.reports.tagging.metadata import Metadata
from planner.reports.tagging.tree import Annotation, Node, Piece, Tree

FOOTER = "/Artifact <</Type /Pagination /Subtype /Footer>> BDC"
LAYOUT = "/Artifact <</Type /Layout>> BDC"
_PDF_1_7 = (1, 7)


class TaggedLink(LinkAnnotation):
    """A link that says which element it belongs to."""

    permitted = (*LinkAnnotation.permitted, "StructParent")


class TaggedCanvas(Canvas):
    """Everything that is drawn here stands inside `content` or `artifact`; `open` and `close` group it."""

    # What the stubs do not know.
    _code: list[str]
    _doc: Any
    _absRect: Any  # noqa: N815 -- reportlab's name
    _bookmarkReference: Any  # noqa: N815 -- reportlab's name
    _addAnnotation: Any  # noqa: N815 -- reportlab's name
    _annotationrefs: Any

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given | {"pdfVersion": _PDF_1_7})
        self.root = Node("Document")
        self.root.placed = True
        self.level = 0
        self._open = [self.root]
        self._keys: list[Node | list[Node]] = []
        self._owners: list[Node] = []
        self._silent = 0

    def begin_section(self, level: int) -> None:
        """Open a section at a level from 0 and end those at that level and below; its first content places it."""
        self.level = level
        del self._open[level + 1 :]
        self._open.append(Node("Sect", self._open[-1]))

    def open(self, node: Node) -> None:
        """Let what follows belong to an element."""
        if not self._silent:
            self._place(node)
            self._open.append(node)

    def close(self) -> None:
        """End what `open` began."""
        if not self._silent:
            self._open.pop()

    @contextmanager
    def content(self, node: Node, said: str = "") -> Iterator[None]:
        """Mark what is drawn inside as content of an element.

        said: what it says, where the drawn characters are in another order.
        """
        if self._silent:
            yield
            return
        self._place(node)
        piece = Piece(self.getPageNumber(), len(self._owners))
        node.kids.append(piece)
        self._owners.append(node)
        words = f" /ActualText <{(BOM_UTF16_BE + said.encode('utf-16-be')).hex()}>" if said else ""
        self._code.append(f"/{node.role} <</MCID {piece.number}{words}>> BDC")
        self._silent += 1
        yield
        self._silent -= 1
        self._code.append("EMC")

    @contextmanager
    def artifact(self, kind: str = LAYOUT) -> Iterator[None]:
        """Mark what is drawn inside as nothing that is part of the text."""
        self.begin_artifact(kind)
        yield
        self.end_artifact()

    def begin_artifact(self, kind: str = LAYOUT) -> None:
        """Let what follows be an artifact; inside of one, or of content, there are no others."""
        if not self._silent:
            self._code.append(kind)
        self._silent += 1

    def end_artifact(self) -> None:
        """End what `begin_artifact` began."""
        self._silent -= 1
        if not self._silent:
            self._code.append("EMC")

    def link(self, node: Node, target: str, words: str, box: tuple[float, float, float, float]) -> None:
        """Lead from a box, in the present coordinates, to a bookmark; `node` holds the text that is the link."""
        key = len(self._keys)
        self._keys.append(node)
        annotation = TaggedLink(
            self._absRect(box, 1), words, self._bookmarkReference(target), "[0 0 0]", F=4, StructParent=key
        )
        self._addAnnotation(annotation)
        node.kids.append(Annotation(self.getPageNumber(), self._annotationrefs[-1].name))

    def _place(self, node: Node) -> None:
        """Put an element where it belongs, unless it already is there."""
        if node.placed:
            return
        parent = node.parent or self._open[-1]
        self._place(parent)
        if node.rank:
            node.role = f"H{self.level + node.rank}"
        parent.kids.append(node)
        node.placed = True

    def showPage(self) -> None:  # noqa: N802 -- reportlab's name
        """End the page, and let it know the elements of its pieces."""
        super().showPage()
        page = self._doc.Pages.pages[-1]
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self._keys), PDFName("S")
        self._keys.append(self._owners)
        self._owners = []

    def save(self) -> None:
        """Write the file with its structure and what it says of itself."""
        if len(self._code):
            self.showPage()
        tree = Tree(self.root, self._keys)
        tree.register(self._doc)
        catalog = self._doc.Catalog
        catalog.StructTreeRoot = tree
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        catalog.Metadata = Metadata(self._doc)
        super().save()
