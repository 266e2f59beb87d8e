"""The shipped rules: each can be broken, and none speaks of what is not known."""

from datetime import date
from typing import Any, cast

import pytest

from assessments.document import DocumentError
from assessments.question_bank.load import SHIPPED_VERSIONS, load_bank
from planner.contradictions import (
    RULES_FILE,
    Fact,
    Rule,
    Situation,
    facts_of,
    find_contradictions,
    load_rules,
)
from planner.contradictions.facts import DERIVED
from planner.contradictions.load import unused_facts
from planner.contradictions.model import Comparison, Limit
from planner.sizing.catalogue import load_catalogue
from planner.sizing.demand import Constraints, Demand
from planner.sizing.workload import Estate, Estimate, RoleStock, Site, Stock

BANKS = [load_bank(folder) for folder in reversed(SHIPPED_VERSIONS)]
RULES = load_rules(RULES_FILE, BANKS)
BY_ID = {rule.id: rule for rule in RULES}


def broken(rule: Rule) -> dict[str, Fact]:
    """Facts that fulfil every comparison of a rule."""
    facts = {name: Fact(name, 100.0, frozenset({"something"}), name) for name in rule.facts}
    for part in rule.all_of:
        fact = facts[part.fact]
        members = frozenset({*fact.members, *part.has[:1]}) - set(part.lacks)
        if part.apart_from:
            members = frozenset({"only here"})
        facts[part.fact] = Fact(part.fact, _fulfilling(part, facts), members, part.fact)
    return facts


def _fulfilling(part: Comparison, facts: dict[str, Fact]) -> float | None:
    for limit, step in ((part.at_least, 0.0), (part.at_most, 0.0), (part.above, 1.0), (part.below, -1.0)):
        if limit is not None:
            bound = (
                limit.number if limit.number is not None else limit.times * (facts[limit.fact].amount or 0.0)
            )
            return bound + step
    return facts[part.fact].amount


def test_there_are_rules_for_answers_quantities_and_workloads() -> None:
    assert len(RULES) >= 20
    kinds = {
        "answers": sum(all(name not in DERIVED for name in rule.facts) for rule in RULES),
        "estate": sum(
            any(name.startswith(("accelerators.", "sites.", "people")) for name in rule.facts)
            for rule in RULES
        ),
        "workloads": sum(any(name.startswith("workloads.") for name in rule.facts) for rule in RULES),
        "plan": sum(any(name.startswith("plan.") for name in rule.facts) for rule in RULES),
    }
    assert min(kinds.values()) >= 2, kinds


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_each_rule_finds_what_fulfils_it(rule: Rule) -> None:
    found = find_contradictions([rule], broken(rule))
    assert [one.rule for one in found] == [rule.id]
    assert found[0].statement.endswith(rule.remedy)
    assert "{" not in found[0].statement


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_what_is_not_known_contradicts_nothing(rule: Rule) -> None:
    facts = broken(rule)
    for name in rule.facts:
        known = {other: fact for other, fact in facts.items() if other != name}
        assert find_contradictions([rule], known) == ()


def test_every_rule_is_alive_in_the_newest_shipped_bank() -> None:
    assert list(unused_facts(RULES, BANKS[0])) == []


def estimate(number: float) -> Estimate:
    return Estimate.exact(number, "given")


def situation(values: dict[str, dict[str, Any]], estate: Estate | None = None, **more: Any) -> Situation:
    return Situation(BANKS[0], values, estate or Estate(), accelerators=load_catalogue().accelerators, **more)


def found_in(rule: str, given: Situation) -> list[str]:
    return [one.statement for one in find_contradictions([BY_ID[rule]], facts_of(given))]


def amount(number: float) -> dict[str, float]:
    return {"low": number, "likely": number, "high": number}


def test_a_rack_that_cannot_take_one_server() -> None:
    estate = Estate(accelerators=(Stock("h100-sxm", estimate(16)), Stock("l4", estimate(4))))
    cramped = situation({"hw-06-rack-density": amount(7_000.0)}, estate)
    [said] = found_in("node-hotter-than-rack", cramped)
    assert "10.2 kW" in said
    assert "7 kW" in said
    roomy = situation({"hw-06-rack-density": amount(40_000.0)}, estate)
    assert found_in("node-hotter-than-rack", roomy) == []


def test_gdpr_denied_where_people_in_the_union_are_in_the_data() -> None:
    values = {
        "se-03-laws": {"options": ["hipaa"]},
        "da-05-classes": {"options": ["personal"]},
        "hw-06-grid-region": {"text": "DEU"},
    }
    assert len(found_in("gdpr-denied-in-the-eu", situation(values))) == 1
    values["hw-06-grid-region"] = {"text": "USA"}
    assert found_in("gdpr-denied-in-the-eu", situation(values)) == []


def test_a_go_live_before_people_can_be_hired() -> None:
    staff = (RoleStock("ml_engineers", estimate(2), estimate(3)),)
    demand = Demand("assistant", "Clinical assistant", "inference", deadline=0)
    given = situation(
        {"ta-02-time-to-fill": amount(180 * 86_400.0)},
        Estate(staff=staff),
        demands=[demand],
        start="2027-Q1",
        as_of=date(2026, 11, 21),
    )
    [said] = found_in("deadline-before-hiring", given)
    assert "130 days (“Clinical assistant”)" in said
    assert "180 days" in said


def test_only_the_power_of_all_sites_is_held_against_the_whole() -> None:
    known, unknown = Site("A", power_watts=estimate(50e3)), Site("B")
    claimed = {"hw-06-power": amount(400e3)}
    assert len(found_in("free-power-above-sites", situation(claimed, Estate(sites=(known,))))) == 1
    assert found_in("free-power-above-sites", situation(claimed, Estate(sites=(known, unknown)))) == []


def test_a_budget_of_less_than_four_quarters_is_no_yearly_budget() -> None:
    answered = {"pm-02-budget": amount(1e6)}
    year = Constraints("2027-Q1", 4, (500e3,) * 4)
    assert len(found_in("two-budgets", situation(answered, constraints=year))) == 1
    half = Constraints("2027-Q1", 2, (1e6,) * 2)
    assert found_in("two-budgets", situation(answered, constraints=half)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rules: []", "rules"),
        (
            "rules: [{id: a, title: t, says: s, remedy: r, all: [{fact: hw-06-powr, above: 1}]}]",
            "hw-06-power",
        ),
        (
            "rules: [{id: a, title: t, says: s, remedy: r, all: [{fact: hw-06-power, above: 1 furlong}]}]",
            "furlong",
        ),
        (
            "rules: [{id: a, title: t, says: s, remedy: r, all: [{fact: da-05-classes, has: [pets]}]}]",
            "no option 'pets'",
        ),
        ("rules: [{id: a, title: t, says: s, remedy: r, all: [{fact: people}]}]", "exactly one of"),
        (
            'rules: [{id: a, title: t, says: "{people}", remedy: r, all: [{fact: hw-06-power, above: 1}]}]',
            "is not compared",
        ),
        (
            "rules: [{id: A b, title: t, says: s, remedy: r, all: [{fact: people, above: 1}]}]",
            "small letters",
        ),
        ("rules: [{id: a, title: t, says: s, remedy: r, all: [{fact: people, has: eu}]}]", "unknown list"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_line(tmp_path: Any, text: str, fault: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(text)
    with pytest.raises(DocumentError, match=r"rules\.yaml:1: ") as caught:
        load_rules(file, BANKS)
    assert fault in str(caught.value)


def test_a_limit_is_a_number_or_another_fact() -> None:
    part = Comparison("a", above=Limit(fact="b", times=2.0))
    assert part.facts == ("a", "b")


def test_health_data_are_personal_data() -> None:
    demands = (Demand("letters", "Letters", "inference", data_class="personal"),)

    def said(*classes: str) -> list[str]:
        values: dict[str, dict[str, Any]] = {"da-05-classes": {"options": list(classes)}}
        return found_in("personal-workload-without-personal-data", situation(values, demands=demands))

    assert len(said("internal")) == 1
    assert said("internal", "health") == said("payment") == said("personal") == []


def test_a_second_site_in_the_right_country_is_a_place() -> None:
    demands = (Demand("letters", "Letters", "inference", residency=("DEU",)),)
    values: dict[str, dict[str, Any]] = {"hw-01-places": {"options": ["own_rooms"]}}

    def said(*countries: str) -> list[str]:
        sites = tuple(Site(country, country=country) for country in countries)
        given = situation(values, Estate(grid_region="FRA", sites=sites), demands=demands)
        return found_in("residency-against-place", given)

    assert len(said()) == len(said("FRA")) == 1
    assert "may only be in Germany; your machines stand in France" in said()[0]
    assert said("FRA", "DEU") == []


def test_accelerators_may_stand_at_the_edge() -> None:
    def said(*places: str) -> list[str]:
        listed = {"rows": [{"type": "l4", "count": 2}]}
        values = {"hw-01-accelerators": listed, "hw-01-places": {"options": list(places)}}
        return found_in("accelerators-without-place", situation(cast(dict[str, dict[str, Any]], values)))

    assert len(said("api")) == 1
    assert said("edge", "api") == []
