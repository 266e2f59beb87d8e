"""What the framework-free packages say is said in the language of their caller, and of nobody else."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from assessments.language import (
    current_language,
    inside_a_sentence,
    listed,
    long_date,
    money,
    month,
    number,
    say,
    say_in,
    say_plural,
    short_date,
    speaking,
    to_say,
)

DAY = date(2026, 11, 21)


def test_english_is_said_unless_somebody_says_otherwise() -> None:
    assert (current_language(), money(3_100_000)) == ("en", "3.1 M USD")
    with speaking("de"):
        assert money(3_100_000) == "3,1 Mio. USD"
        with speaking("en"):
            assert money(3_100_000) == "3.1 M USD"
        assert money(3_100_000) == "3,1 Mio. USD"
    assert money(3_100_000) == "3.1 M USD"


def test_an_error_gives_the_language_back() -> None:
    with pytest.raises(ValueError, match="inside"), speaking("de"):
        raise ValueError("inside")
    assert current_language() == "en"


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("de", "de"), ("de-at", "de"), ("de_CH", "de"), ("DE", "de"), ("en-gb", "en"), ("xx", "en"), ("", "en")],
)
def test_a_variant_is_its_language_and_an_unknown_one_is_english(asked: str, spoken: str) -> None:
    with speaking(asked):
        assert current_language() == spoken


def test_two_threads_speak_two_languages_at_once() -> None:
    both_are_inside = Barrier(2)

    def talk(language: str) -> set[str]:
        with speaking(language):
            both_are_inside.wait(10)
            return {money(3_100_000) + long_date(DAY) for _ in range(200)}

    with ThreadPoolExecutor(2) as threads:
        english, german = threads.map(talk, ["en", "de"])
    assert english == {"3.1 M USD21 November 2026"}
    assert german == {"3,1 Mio. USD21. November 2026"}


def test_two_tasks_of_one_thread_speak_two_languages_at_once() -> None:
    async def talk(language: str) -> set[str]:
        said = set()
        with speaking(language):
            for _ in range(20):
                await asyncio.sleep(0)
                said.add(money(3_100_000))
        return said

    async def both() -> list[set[str]]:
        return await asyncio.gather(talk("en"), talk("de"))

    assert asyncio.run(both()) == [{"3.1 M USD"}, {"3,1 Mio. USD"}]


def test_a_text_without_translation_is_said_in_english() -> None:
    with speaking("de"):
        assert say("not in any catalogue: {what}", what="this") == "not in any catalogue: this"
        assert say_in("nowhere", "not in any catalogue") == "not in any catalogue"
        assert [say_plural("one quux", "{count} quuxes", count) for count in (0, 1, 2)] == [
            "0 quuxes",
            "one quux",
            "2 quuxes",
        ]


def test_braces_in_what_people_typed_stay_as_they_are() -> None:
    assert say("{name} is blocked", name="{secret} %s") == "{secret} %s is blocked"
    assert say(to_say("a {literal} text")) == "a {literal} text"


def test_numbers_dates_and_lists_follow_the_language() -> None:
    def all_of_them() -> list[str]:
        return [
            number(1234567.891, ",.1f"),
            number(-0.25, ".0%"),
            money(820),
            money(340_400),
            money(999_600),
            money(12.3e9),
            long_date(date(2026, 3, 1)),
            short_date(date(2026, 3, 1)),
            month(date(2026, 3, 1)),
            listed(["a", "b", "c"]),
        ]

    assert all_of_them() == [
        "1,234,567.9",
        "-25%",
        "820 USD",
        "340 k USD",
        "1 M USD",
        "12.3 bn USD",
        "1 March 2026",
        "1 Mar 2026",
        "March 2026",
        "a, b and c",
    ]
    with speaking("de"):
        assert all_of_them() == [
            "1.234.567,9",
            "-25%",
            "820 USD",
            "340 Tsd. USD",
            "1 Mio. USD",
            "12,3 Mrd. USD",
            "1. März 2026",
            "01.03.2026",
            "März 2026",
            "a, b und c",
        ]


@pytest.mark.parametrize(
    ("title", "inside"),
    [
        ("Free power", "free power"),
        ("ML engineers", "ML engineers"),
        ("Memory of a GPU", "memory of a GPU"),
        ("PostgreSQL and MLOps (AI)", "PostgreSQL and MLOps (AI)"),
        ("Rented H100 SXM", "rented H100 SXM"),
        ("A plan (Drawn)", "a plan (drawn)"),
        ("CI/CD of Models", "CI/CD of models"),
        ("", ""),
    ],
)
def test_a_title_within_a_sentence_is_small_but_for_abbreviations_and_names(title: str, inside: str) -> None:
    assert inside_a_sentence(title) == inside
    with speaking("de"):
        assert inside_a_sentence(title) == title


def test_it_needs_no_framework() -> None:
    code = (
        "import sys, assessments.language; sys.exit(any(name.startswith('django') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
