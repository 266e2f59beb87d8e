"""The structure tree: elements with a role, what they hold, and how a file writes them down.

After ISO 32000-1:2008, 14.7 (logical structure) and 14.8.4 (standard roles).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from reportlab.pdfbase.pdfdoc import PDFObject, PDFString

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """Marked content: a page, counted from 1, and the number of the piece on it."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """A link on a page, by the name reportlab knows it by."""

    page: int
    name: str


class Node:
    """An element. Pieces of a flow that share one, such as a paragraph torn by a page break, continue it.

    role: a standard role; "H" with a rank is a heading that many levels below the section it stands in.
    parent: the element it belongs to; None for the one that is open when it is drawn.
    alt: what a figure shows, in words. scope: "Row" or "Column" of a head cell.
    """

    __slots__ = ("alt", "box", "kids", "parent", "placed", "rank", "role", "scope")

    def __init__(
        self, role: str, parent: "Node | None" = None, *, rank: int = 0, alt: str = "", scope: str = ""
    ) -> None:
        self.role, self.parent, self.rank, self.alt, self.scope = role, parent, rank, alt, scope
        self.box: Box | None = None
        self.kids: list[Node | Piece | Annotation] = []
        self.placed = False

    def walk(self) -> Iterator["Node"]:
        """Yield this element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()


class Element(PDFObject):
    """How a file writes an element down."""

    __RefOnly__ = 1

    def __init__(self, node: Node, above: PDFObject) -> None:
        self.node, self.above = node, above

    def format(self, document: Any) -> bytes:
        """Return the dictionary of the element."""
        node = self.node
        page = next((kid.page for kid in node.kids if isinstance(kid, Piece)), None)
        entries = [f"/S /{node.role} /P {reference(document, self.above)}"]
        if page is not None:
            entries.append(f"/Pg {page_reference(document, page)}")
        if node.kids:
            entries.append(f"/K [{' '.join(_kid(document, kid, page) for kid in node.kids)}]")
        if node.scope:
            entries.append(f"/A << /O /Table /Scope /{node.scope} >>")
        if node.box is not None:
            sides = " ".join(f"{side:.2f}" for side in node.box)
            entries.append(f"/A << /O /Layout /Placement /Block /BBox [{sides}] >>")
        written = [entry.encode("ascii") for entry in entries]
        if node.alt:
            written.append(b"/Alt " + string(document, node.alt))
        return b"<< " + b" ".join(written) + b" >>"


def _kid(document: Any, kid: Node | Piece | Annotation, page: int | None) -> str:
    if isinstance(kid, Node):
        return number_of(document, names(document)[id(kid)])
    where = page_reference(document, kid.page)
    if isinstance(kid, Annotation):
        return f"<< /Type /OBJR /Obj {number_of(document, kid.name)} /Pg {where} >>"
    return str(kid.number) if kid.page == page else f"<< /Type /MCR /Pg {where} /MCID {kid.number} >>"


class Tree(PDFObject):
    """The root of the structure, with the way from content back to its element.

    keys: for each key of the parent tree the element of a link, or the elements of a page's pieces in their order.
    """

    __RefOnly__ = 1

    def __init__(self, root: Node, keys: list[Node | list[Node]]) -> None:
        self.root, self.keys = root, keys

    def register(self, document: Any) -> None:
        """Give every element its place in the file, before anything refers to it."""
        document.Reference(self)
        known: dict[int, str] = {}
        document.structure = known
        self._register(document, self.root, self, known)

    def _register(self, document: Any, node: Node, above: PDFObject, known: dict[int, str]) -> None:
        element = Element(node, above)
        known[id(node)] = document.Reference(element).name
        for kid in node.kids:
            if isinstance(kid, Node):
                self._register(document, kid, element, known)

    def format(self, document: Any) -> bytes:
        """Return the dictionary of the root."""
        known = names(document)
        lines = []
        for key, owner in enumerate(self.keys):
            if isinstance(owner, Node):
                lines.append(f"{key} {number_of(document, known[id(owner)])}")
            else:
                owners = " ".join(number_of(document, known[id(node)]) for node in owner)
                lines.append(f"{key} [{owners}]")
        top = number_of(document, known[id(self.root)])
        nums = "\n".join(lines)
        return (
            f"<< /Type /StructTreeRoot /K [{top}] /ParentTreeNextKey {len(self.keys)}\n"
            f"/ParentTree << /Nums [{nums}] >> >>"
        ).encode("ascii")


def names(document: Any) -> dict[int, str]:
    """Return the name under which a document knows each element."""
    return cast(dict[int, str], document.structure)


def number_of(document: Any, name: str) -> str:
    """Return a reference to a named object."""
    number, generation = document.idToObjectNumberAndVersion[name]
    return f"{number} {generation} R"


def reference(document: Any, found: PDFObject) -> str:
    """Return a reference to an object that the document already knows."""
    return number_of(document, document.Reference(found).name)


def page_reference(document: Any, page: int) -> str:
    """Return a reference to a page, counted from 1."""
    return number_of(document, f"Page{page}")


def string(document: Any, text: str) -> bytes:
    """Return a text as a file writes it."""
    made = PDFString(text).format(document)
    return made if isinstance(made, bytes) else str(made).encode("latin-1")
