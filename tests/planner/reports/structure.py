"""Reading the structure of a tagged PDF: its elements in reading order, and what of the pages belongs to them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

# Operators that put something on the page.
PAINTING = frozenset(("f", "F", "f*", "B", "B*", "b", "b*", "s", "S", "sh", "Do", "EI", "Tj", "TJ", "'", '"'))

Place = tuple[int, int]


@dataclass
class Element:
    """role: as in the file. pieces: (page from 0, number of marked content). links: object numbers of annotations."""

    role: str
    alt: str = ""
    scope: str = ""
    box: list[float] | None = None
    pieces: list[Place] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    kids: list["Element"] = field(default_factory=list)
    order: list["Place | Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Yield the element and all below it."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def places(self) -> Iterator[Place]:
        """Yield the pieces of the element and of all below it, in reading order."""
        for item in self.order:
            if isinstance(item, Element):
                yield from item.places()
            else:
                yield item


@dataclass
class Marks:
    """What a page draws. numbers: of marked content, as they come. stray: painted outside of content and artifacts."""

    numbers: list[int]
    stray: list[str]
    artifacts: int
    unbalanced: bool
    nested: bool


class Tagged:
    """A tagged file."""

    def __init__(self, content: bytes) -> None:
        self.file = pikepdf.open(io.BytesIO(content))
        self.pages = list(self.file.pages)
        self._page_of = {page.objgen: number for number, page in enumerate(self.pages)}
        self.root = self._element(self.file.Root.StructTreeRoot.K[0])

    def _element(self, given: Any) -> Element:
        found = Element(str(given.S)[1:], str(given.get("/Alt", "")))
        attributes = given.get("/A", {})
        found.scope = str(attributes.get("/Scope", ""))[1:]
        found.box = [float(side) for side in attributes["/BBox"]] if "/BBox" in attributes else None
        own = given.get("/Pg")
        for kid in given.get("/K", []):
            if isinstance(kid, int):
                self._add(found, (self._page_of[own.objgen], kid))
            elif kid.get("/Type") == "/MCR":
                self._add(found, (self._page_of[kid.Pg.objgen], int(kid.MCID)))
            elif kid.get("/Type") == "/OBJR":
                found.links.append(kid.Obj.objgen[0])
            else:
                below = self._element(kid)
                found.kids.append(below)
                found.order.append(below)
        return found

    @staticmethod
    def _add(found: Element, place: Place) -> None:
        found.pieces.append(place)
        found.order.append(place)

    def said(self, page: int) -> list[str]:
        """Return what the content of a page says where that is not what it draws."""
        return [
            bytes(operands[1].ActualText).decode("utf-16")
            for operands, operator in pikepdf.parse_content_stream(self.pages[page])
            if str(operator) == "BDC" and "/ActualText" in operands[1]
        ]

    def owners(self, key: int) -> Any:
        """Return what the parent tree says of a key."""
        nums = list(self.file.Root.StructTreeRoot.ParentTree.Nums)
        return {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}[key]

    def marks(self, page: int) -> Marks:
        """Return what a page draws inside of content, artifacts and outside of both."""
        numbers: list[int] = []
        stray: list[str] = []
        open_marks: list[str] = []
        artifacts, nested = 0, False
        for operands, operator in pikepdf.parse_content_stream(self.pages[page]):
            name = str(operator)
            if name in ("BDC", "BMC"):
                nested = nested or bool(open_marks)
                open_marks.append(str(operands[0]))
                artifacts += str(operands[0]) == "/Artifact"
                if name == "BDC" and "/MCID" in operands[1]:
                    numbers.append(int(operands[1].MCID))
            elif name == "EMC":
                open_marks.pop()
            elif name in PAINTING and not open_marks:
                stray.append(f"{name} {operands}")
        return Marks(numbers, stray, artifacts, bool(open_marks), nested)
