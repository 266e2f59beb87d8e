"""A whole installation, and visitors whose browsers are looked after."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import running_browser
from tests.browser.installation import Installation, running_installation
from tests.browser.visitor import Visitor

MakeVisitor = Callable[..., Visitor]


# Not of the whole session: the sync playwright keeps an event loop in this thread, and only one can be there.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A Chromium for the tests of a file."""
    with running_browser() as browser:
        yield browser


# Not of the whole session: it would look for jobs beside all the tests that come after these.
@pytest.fixture(scope="package")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A running installation with the demonstration organisation, in which each file has engagements of its own."""
    with running_installation(tmp_path_factory.mktemp("installation")) as installation:
        yield installation


@pytest.fixture
def visit(chromium: Browser, installation: Installation) -> Iterator[MakeVisitor]:
    """A function that opens a browser for one more person.

    At the end nobody's browser may have complained, or fetched anything from another host.
    """
    visitors: list[Visitor] = []

    def make(**options: Any) -> Visitor:
        visitors.append(Visitor(chromium, installation, **options))
        return visitors[-1]

    yield make
    for visitor in visitors:
        visitor.context.close()
    assert [text for visitor in visitors for text in visitor.complaints] == []
    assert [url for visitor in visitors for url in visitor.strangers] == []
