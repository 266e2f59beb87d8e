"""What a process keeps of plans: made once, also by several threads at once, forgotten when old or too many."""

import threading

import pytest

from planner.services.what_if.kept import Kept


def test_it_is_made_once_and_given_to_everybody() -> None:
    kept, made = Kept[object](), []

    def make() -> object:
        made.append(object())
        return made[-1]

    start = threading.Barrier(4)
    found: list[object] = []

    def ask() -> None:
        start.wait()
        found.append(kept.get("plan", make))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == made * 4


def test_the_one_that_was_asked_for_longest_ago_makes_room() -> None:
    kept = Kept[str](most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda: "first")
    assert [kept.get(key, lambda: "again") for key in ("a", "c", "b")] == ["first", "first", "again"]


def test_what_nobody_asked_for_in_a_while_is_made_anew() -> None:
    kept = Kept[str](seconds=-1.0)
    kept.get("plan", lambda: "first")
    assert kept.get("plan", lambda: "again") == "again"


def test_what_fails_is_tried_again() -> None:
    kept = Kept[str]()

    def fail() -> str:
        raise ValueError("no bank")

    with pytest.raises(ValueError, match="no bank"):
        kept.get("plan", fail)
    assert kept.get("plan", lambda: "made") == "made"


def test_all_can_be_forgotten() -> None:
    kept = Kept[str]()
    kept.get("plan", lambda: "first")
    kept.forget()
    assert kept.get("plan", lambda: "again") == "again"
