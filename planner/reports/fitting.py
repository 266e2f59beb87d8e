"""Making a flow fit its page: kept together, measured, or set a little smaller."""

from collections.abc import Sequence

from reportlab.platypus import Flowable, KeepInFrame, KeepTogether

from planner.reports.theme import Look, Paper


class Kept(KeepTogether):
    """A flow that begins on a new page rather than being torn apart."""

    def __init__(self, flow: Sequence[Flowable]) -> None:
        super().__init__(list(flow))
        self.pieces = tuple(flow)


def loose(flow: Sequence[Flowable]) -> list[Flowable]:
    """Return a flow with nothing kept together."""
    return [piece for item in flow for piece in (item.pieces if isinstance(item, Kept) else (item,))]


def height_of(flow: Sequence[Flowable], width: float) -> float:
    """Return how high a flow is, on one endless page."""
    return sum(
        item.wrap(width, 1e6)[1] + float(item.getSpaceBefore()) + float(item.getSpaceAfter())
        for item in loose(flow)
    )


def one_page(look: Look, flow: Sequence[Flowable], *, most: float = 1.35) -> list[Flowable]:
    """Return a flow set a little smaller if it would just not fit a page; left alone if it is far too long."""
    pieces = loose(flow)
    height = height_of(pieces, look.paper.width)
    if not look.paper.height < height <= most * look.paper.height:
        return list(flow)
    return [Fitted(pieces, look.paper)]


class Fitted(KeepInFrame):
    """A flow on exactly one page, set no smaller than it must be."""

    def __init__(self, flow: Sequence[Flowable], paper: Paper) -> None:
        super().__init__(
            paper.width, paper.height - 1, list(flow), mode="shrink", hAlign="LEFT", vAlign="TOP"
        )
        self.pieces, self.paper = tuple(flow), paper

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Find the least reduction by halving; only a text beyond all measure is left to the base class."""
        if self._height_at(1.0) <= self.maxHeight:
            low = high = 1.0
        else:
            low, high = 1.0, 2.5
        if self._height_at(high) > self.maxHeight:
            return super().wrap(width, height)
        while high - low > 0.02:
            middle = (low + high) / 2
            low, high = (low, middle) if self._height_at(middle) <= self.maxHeight else (middle, high)
        self._scale, self.width, self.height = high, self.paper.width, self._height_at(high)
        return self.width, self.height

    def _height_at(self, scale: float) -> float:
        return height_of(self.pieces, self.paper.width * scale) / scale
