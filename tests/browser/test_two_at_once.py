"""Several windows on the same questions, no connection, no session, no server: nothing is lost, nothing is doubled.

Against a whole installation, because only there requests really run side by side; the journal is read from its
database.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error, Page, Route, expect

from tests.browser.conftest import MakeVisitor
from tests.browser.installation import MAIL_DOMAIN, Installation
from tests.browser.test_whole_way import start_engagement
from tests.browser.visitor import Visitor
from tests.browser.windows import (
    AMOUNT,
    CHOICE,
    GROUP,
    SAVES,
    SEVERAL,
    Gate,
    Save,
    Server,
    card,
    comment,
    filled,
    forget_failures,
    journal,
    look_again,
    options_of,
    pick,
    settle,
    state,
    terabytes,
    toggle,
    type_amount,
)
from tests.effort import times

pytestmark = pytest.mark.browser

ROUNDS = max(20, times(20))  # every kind of change, resolved from either window
MINUTE_MS = 61_000
NO_CONNECTION = "Not saved yet: no connection. Your answer is kept and sent again."
CONFLICT = "This answer was also changed elsewhere."
CHANGED = "Changed in another window"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of this file."""
    server = Server(tmp_path_factory.mktemp("installation"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def installation(server: Server) -> Installation:
    """The same, as the visitors know it."""
    return server.start()


def window(visit: MakeVisitor, title: str) -> Visitor:
    """A window of the lead, on the questions of a fresh engagement."""
    visitor = visit()
    visitor.go(f"{start_engagement(visitor, title)}questions/{GROUP}/")
    return visitor


def another_window(visit: MakeVisitor, like: Visitor, name: str = "lead") -> Visitor:
    """A window on another device: of the same person, or of somebody else."""
    visitor = visit(width=390)
    visitor.sign_in(name)
    visitor.go(urlsplit(like.page.url).path)
    return visitor


@dataclass(frozen=True, slots=True)
class Change:
    """What a window does in a round, and how the journal must tell of it."""

    question: str
    act: Callable[[Page], None]
    is_told: Callable[[Save], bool]


def change(number: int, window: int, ticked: Sequence[str], options: Sequence[str]) -> Change:
    """The change of a window (0 or 1) in a round: a level, an amount, one of several and a comment in turn."""
    turn, kind = divmod(number, 4)
    if kind == 0:
        level = (turn + 2 * window) % 5 + 1
        return Change(CHOICE, lambda page: pick(page, level), lambda save: save.value == {"level": level})
    if kind == 1:
        text, size = ((f"{turn + 2} PB", (turn + 2) * 1000), (f"{turn + 2} TB", turn + 2))[window]
        return Change(
            AMOUNT, lambda page: type_amount(page, text), lambda save: save.value == terabytes(size)
        )
    if kind == 2:
        after = {*ticked} ^ {options[window]}
        return Change(
            SEVERAL, lambda page: toggle(page, window), lambda save: {*save.value["options"]} == after
        )
    text = f"window {window} in round {number}"
    return Change(AMOUNT, lambda page: comment(page, text), lambda save: save.comment == text)


def test_two_windows_of_one_person_lose_nothing_round_after_round(
    visit: MakeVisitor, installation: Installation
) -> None:
    first = window(visit, "Two windows")
    toggle(first.page, 2)
    settle(first.page)
    pages = first.page, another_window(visit, first).page
    options, gate = options_of(first.page), Gate(*pages)
    read = partial(journal, installation, first.page)
    told: list[Change] = []
    for number in range(ROUNDS):
        ticked = read(SEVERAL)[-1].value["options"]
        changes = [change(number, index, ticked, options) for index in (0, 1)]
        question, before = changes[0].question, len(read(changes[0].question))
        gate.at_once(*(one.act for one in changes))
        settle(*pages)
        told += changes
        saves = read(question)[before:]
        assert len(saves) == 2
        assert all(any(one.is_told(save) for save in saves) for one in changes)

        (late,) = [page for page in pages if card(page, question).locator(".conflict").count()]
        (early,) = [page for page in pages if page is not late]
        expect(state(early, question)).to_contain_text("Saved")
        expect(state(late, question)).to_contain_text(CONFLICT)
        expect(card(late, question).locator(".conflict__one")).to_have_count(2)

        name, chosen = (("Keep yours", late), ("Use this one", early))[number // 4 % 2]
        card(late, question).get_by_role("button", name=name).click()
        expect(card(late, question).locator(".conflict")).to_have_count(0)
        (counts,) = [save for save in read(question) if save.is_current]
        assert changes[pages.index(chosen)].is_told(counts)
        look_again(early)
        expect(state(early, question)).to_contain_text(CHANGED)
        assert filled(early, question) == filled(late, question)
    for question in (CHOICE, AMOUNT, SEVERAL):
        saves = read(question)
        assert all(any(one.is_told(save) for save in saves) for one in told if one.question == question)


def test_whoever_types_on_is_told_of_the_other_window_until_one_is_chosen(
    visit: MakeVisitor, installation: Installation
) -> None:
    first = window(visit, "Typing on")
    phone = another_window(visit, first).page
    comment(first.page, "from the desk")
    settle(first.page)
    for text in ("from", "from the phone"):
        comment(phone, text)
        settle(phone)
        expect(card(phone, AMOUNT).locator(".conflict")).to_contain_text("from the desk")
        expect(card(phone, AMOUNT).get_by_label("Comment", exact=True)).to_have_value(text)
    card(phone, AMOUNT).get_by_role("button", name="Keep yours").click()
    expect(card(phone, AMOUNT).locator(".conflict")).to_have_count(0)
    said = [save.comment for save in journal(installation, first.page, AMOUNT)]
    assert said == ["from the desk", "from", "from the phone"]


def test_a_window_that_stays_open_shows_what_another_one_changed(visit: MakeVisitor) -> None:
    first = window(visit, "Side by side")
    phone = another_window(visit, first).page
    phone.clock.install()
    phone.reload()
    type_amount(first.page, "7 PB")
    settle(first.page)
    phone.clock.fast_forward(2 * MINUTE_MS)
    expect(state(phone, AMOUNT)).to_contain_text(CHANGED)
    expect(card(phone, AMOUNT).get_by_label("Amount")).to_have_value("7000 TB")
    type_amount(phone, "8 PB")
    settle(phone)
    expect(card(phone, AMOUNT).locator(".conflict")).to_have_count(0)


def test_two_people_on_one_question_both_keep_their_answer(
    visit: MakeVisitor, installation: Installation
) -> None:
    lead = window(visit, "Two people")
    pages = lead.page, another_window(visit, lead, "consultant").page
    gate = Gate(*pages)
    for number in (1, 2, 3):
        gate.at_once(partial(pick, level=number), partial(pick, level=number + 2))
        settle(*pages)
        for page in pages:
            expect(state(page, CHOICE)).to_contain_text("Saved")
            expect(page.locator(".conflict")).to_have_count(0)
    saves = journal(installation, lead.page, CHOICE)
    assert len(saves) == 6
    assert {save.respondent: save.value for save in saves if save.is_current} == {
        "lead": {"level": 3},
        "consultant": {"level": 5},
    }
    lead.page.reload()
    expect(card(lead.page, CHOICE).locator(".question__others")).to_contain_text("1 other answered")


def answer_all(page: Page) -> None:
    """A level, an amount, two of several and a comment."""
    pick(page, 4)
    type_amount(page, "1.5 PB")
    toggle(page, 0)
    toggle(page, 1)
    comment(page, "as far as I know", SEVERAL)


def check_all(installation: Installation, page: Page) -> None:
    """Each of them is there once."""
    for question in (CHOICE, AMOUNT, SEVERAL):
        expect(state(page, question)).to_contain_text("Saved")
    settle(page)
    assert [save.value for save in journal(installation, page, CHOICE)] == [{"level": 4}]
    assert [save.value for save in journal(installation, page, AMOUNT)] == [terabytes(1500)]
    (several,) = journal(installation, page, SEVERAL)
    assert {*several.value["options"]} == {*options_of(page)[:2]}
    assert several.comment == "as far as I know"


def test_a_minute_without_a_connection_and_a_closed_tab_lose_nothing(
    visit: MakeVisitor, installation: Installation
) -> None:
    visitor = window(visit, "Tunnel")
    page, address = visitor.page, visitor.page.url
    page.clock.install()
    page.reload()
    visitor.context.set_offline(True)
    answer_all(page)
    page.clock.fast_forward(MINUTE_MS)
    for question in (CHOICE, AMOUNT, SEVERAL):
        expect(state(page, question)).to_have_text(re.compile(re.escape(NO_CONNECTION)))
    page.close(run_before_unload=False)
    reopened = visitor.context.new_page()
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        reopened.goto(address)
    visitor.context.set_offline(False)
    reopened.goto(address)
    check_all(installation, reopened)
    reopened.reload()
    check_all(installation, reopened)
    forget_failures(visitor)


def test_what_is_changed_several_times_without_a_connection_arrives_in_order(
    visit: MakeVisitor, installation: Installation
) -> None:
    visitor = window(visit, "Short tunnel")
    page = visitor.page
    pick(page, 1)
    settle(page)
    visitor.context.set_offline(True)
    for level in (2, 3, 5):
        pick(page, level)
        comment(page, f"level {level}", CHOICE)
        expect(state(page, CHOICE)).to_contain_text(NO_CONNECTION)
    visitor.context.set_offline(False)
    expect(state(page, CHOICE)).to_contain_text("Saved")
    settle(page)
    saves = journal(installation, page, CHOICE)
    assert [(save.value, save.comment) for save in saves] == [({"level": 1}, ""), ({"level": 5}, "level 5")]
    assert [save.sequence for save in saves] == sorted(save.sequence for save in saves)
    forget_failures(visitor)


def test_two_tabs_closed_without_a_connection_both_arrive(
    visit: MakeVisitor, installation: Installation
) -> None:
    visitor = window(visit, "Two tabs")
    address = visitor.page.url
    other = visitor.context.new_page()
    other.goto(address)
    visitor.context.set_offline(True)
    for page, text in ((visitor.page, "said first"), (other, "said second")):
        comment(page, text)
        expect(state(page, AMOUNT)).to_contain_text(NO_CONNECTION)
    for page in (visitor.page, other):
        page.close(run_before_unload=False)
    visitor.context.set_offline(False)
    again = visitor.context.new_page()
    again.goto(address)
    expect(card(again, AMOUNT).locator(".conflict")).to_contain_text("said first")
    expect(card(again, AMOUNT).locator(".conflict")).to_contain_text("said second")
    saves = journal(installation, again, AMOUNT)
    assert [(save.comment, save.is_current) for save in saves] == [
        ("said first", False),
        ("said second", True),
    ]
    forget_failures(visitor)


def test_what_a_tab_left_behind_does_not_hide_a_later_answer(
    visit: MakeVisitor, installation: Installation
) -> None:
    visitor = window(visit, "Overtaken")
    page, address = visitor.page, visitor.page.url
    page.route(SAVES, lose_the_reply)
    comment(page, "in haste")
    expect(state(page, AMOUNT)).to_contain_text(NO_CONNECTION)
    page.close(run_before_unload=False)
    phone = visit()
    phone.sign_in("lead")
    phone.go(urlsplit(address).path)
    comment(phone.page, "at leisure")
    settle(phone.page)
    again = visitor.context.new_page()
    again.goto(address)
    expect(state(again, AMOUNT)).to_contain_text(CHANGED)
    expect(card(again, AMOUNT).get_by_label("Comment", exact=True)).to_have_value("at leisure")
    said = [save.comment for save in journal(installation, again, AMOUNT)]
    assert said == ["in haste", "at leisure"]
    forget_failures(visitor)


def lose_the_reply(route: Route) -> None:
    """Let the request arrive, but not its reply."""
    route.fetch()
    route.abort()


def test_what_was_not_understood_survives_a_reload(visit: MakeVisitor, installation: Installation) -> None:
    visitor = window(visit, "Not understood")
    page = visitor.page
    type_amount(page, "3 bananas")
    expect(state(page, AMOUNT)).to_contain_text("Not saved yet.")
    page.reload()
    expect(card(page, AMOUNT).get_by_label("Amount")).to_have_value("3 bananas")
    expect(state(page, AMOUNT)).to_contain_text("Not saved yet.")
    type_amount(page, "3 PB")
    settle(page)
    page.reload()
    expect(card(page, AMOUNT).get_by_label("Amount")).to_have_value("3000 TB")
    assert [save.value for save in journal(installation, page, AMOUNT)] == [terabytes(3000)]
    forget_failures(visitor)


def sign_in_again(page: Page, password: str, name: str = "lead") -> Page:
    """Follow the link beside the answer, into another tab."""
    with page.expect_popup() as opened:
        state(page, CHOICE).get_by_role("link", name="Sign in in another tab").click()
    popup = opened.value
    popup.get_by_label("E-mail address").fill(f"{name}@{MAIL_DOMAIN}")
    popup.get_by_label("Password", exact=True).fill(password)
    popup.get_by_role("button", name="Sign in").click()
    expect(card(popup, CHOICE)).to_be_visible()
    return popup


@pytest.mark.parametrize(
    "forgotten", ["sessionid", None], ids=["the session is over", "all cookies are deleted"]
)
def test_signing_in_again_loses_nothing(
    visit: MakeVisitor, installation: Installation, forgotten: str | None
) -> None:
    visitor = window(visit, "Long lunch")
    page = visitor.page
    visitor.context.clear_cookies(name=forgotten)
    answer_all(page)
    for question in (CHOICE, AMOUNT, SEVERAL):
        expect(state(page, question)).to_contain_text("Your answer stays here. Sign in in another tab")
    popup = sign_in_again(page, installation.password)
    check_all(installation, popup)
    look_again(page)
    check_all(installation, page)
    forget_failures(visitor)


def test_what_one_person_typed_is_never_saved_as_the_next_ones(
    visit: MakeVisitor, installation: Installation
) -> None:
    visitor = window(visit, "Shared computer")
    page = visitor.page
    visitor.context.clear_cookies(name="sessionid")
    answer_all(page)
    expect(state(page, CHOICE)).to_contain_text("you are signed out")
    popup = sign_in_again(page, installation.password, "consultant")
    look_again(page)
    expect(state(page, CHOICE)).to_contain_text("somebody else has signed in in this browser")
    assert [journal(installation, page, question) for question in (CHOICE, AMOUNT, SEVERAL)] == [[], [], []]
    visitor.context.clear_cookies(name="sessionid")
    popup.close()
    sign_in_again(page, installation.password)
    look_again(page)
    check_all(installation, page)
    assert {save.respondent for save in journal(installation, page, CHOICE)} == {"lead"}
    forget_failures(visitor)


def test_a_fault_of_the_server_is_said_and_the_answer_sent_again(
    visit: MakeVisitor, installation: Installation
) -> None:
    visitor = window(visit, "Fault")
    page = visitor.page
    page.route(SAVES, lambda route: route.fulfill(status=500, body="fault"))
    pick(page, 4)
    expect(state(page, CHOICE)).to_contain_text("Not saved yet: the server has a fault.")
    page.unroute(SAVES)
    expect(state(page, CHOICE)).to_contain_text("Saved")
    settle(page)
    assert [save.value for save in journal(installation, page, CHOICE)] == [{"level": 4}]
    forget_failures(visitor)


def test_a_restart_of_the_server_during_saves_loses_nothing(
    visit: MakeVisitor, installation: Installation, server: Server
) -> None:
    visitor = window(visit, "Restart")
    page = visitor.page
    pick(page, 1)
    server.stop()
    answer_all(page)
    for question in (CHOICE, AMOUNT, SEVERAL):
        expect(state(page, question)).to_contain_text(NO_CONNECTION)
    server.start(PORT=str(urlsplit(installation.address).port))
    settle(page)
    saves = [save.value for save in journal(installation, page, CHOICE)]
    assert saves in ([{"level": 1}, {"level": 4}], [{"level": 4}])
    assert [save.value for save in journal(installation, page, AMOUNT)] == [terabytes(1500)]
    (several,) = journal(installation, page, SEVERAL)
    assert several.comment == "as far as I know"
    page.reload()
    expect(card(page, CHOICE).locator("input[value='4']")).to_be_checked()
    forget_failures(visitor)
