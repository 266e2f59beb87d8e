"""Prices and grids of one's own: read with their place, used, and named where a result rests on them."""

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assessments.document import Document, DocumentError, parse_document, read_document
from planner.services.documents.assess import read_assess_document
from planner.services.frozen.inputs import PlanInputs
from planner.sizing.catalogue import CatalogueError, load_catalogue, with_own
from planner.sizing.document import SizeRequest, read_assumptions, read_size_document
from planner.sizing.money.acquisition import acquisitions, price_of
from planner.sizing.own_facts import OwnGrid, OwnPrice
from planner.sizing.result import Option
from planner.sizing.size import size
from planner.sizing.workload import Assumptions, Estate
from tests.assessments.samples import sample_bank
from tests.planner.samples import ASSISTANT, CONSTRAINTS
from tests.planner.sizing.builders import exact, figure, only, training

CATALOGUE = load_catalogue()
RUN = "workloads: [{name: run, kind: training, model: llama-3-8b, tokens: 1e11, accelerator: h100-sxm}]\n"
GRID = "{name: X, grams_per_kwh: 1, year: 2026, source: x}"
PRICE = "{accelerator: h100-sxm, kind: rent, usd: 2, as_of: 2026-10, source: x}"


def price(**given: Any) -> OwnPrice:
    base: dict[str, Any] = {
        "accelerator": "h100-sxm",
        "kind": "rent",
        "usd": exact(2.0),
        "as_of": "2026-10",
        "source": "offer 4711",
    }
    return OwnPrice(**(base | given))


def read(text: str) -> SizeRequest:
    return read_size_document(parse_document(RUN + text, file="size.yaml"))


def faults(text: str) -> list[str]:
    with pytest.raises(DocumentError) as error:
        read(text)
    return [str(fault) for fault in error.value.faults]


def sources(option: Option) -> str:
    return " | ".join(step.source for step in option.derivation)


def test_an_own_price_takes_the_place_of_the_catalogues_and_is_named() -> None:
    rented: dict[str, Any] = {"acquire": "rent", "prices": (price(),)}
    option = only(training(accelerator="h100-sxm", tokens=1e11), assumptions=Assumptions(**rented))
    hours = figure(option, "accelerator_hours").p50
    cost = option.quantiles("cost_usd", "total")
    assert cost is not None
    assert cost.p50 == pytest.approx(2.0 * hours, rel=1e-6)
    assert "own price list rent, 2026-10: offer 4711" in sources(option)


def test_own_prices_of_other_kinds_reach_the_comparison() -> None:
    def total(way: str, *prices: OwnPrice) -> float:
        option = only(training(accelerator="h100-sxm", tokens=1e11), assumptions=Assumptions(prices=prices))
        found = option.quantiles("comparison", "ways", way, "total_usd")
        assert found is not None
        return found.p50

    rent = price(usd=exact(4.0))
    half, quarter = (price(kind="reserved", usd=exact(usd)) for usd in (2.0, 1.0))
    assert total("reserve", rent, half) == pytest.approx(2 * total("reserve", rent, quarter), rel=0.05)
    assert total("spot", rent, price(kind="spot", usd=exact(1.0))) < total(
        "spot", rent, price(kind="spot", usd=exact(3.0))
    )
    cheap, dear = (price(kind="buy", usd=exact(usd)) for usd in (20e3, 60e3))
    assert total("colocation", cheap) < total("colocation", dear)


def test_with_an_own_price_on_demand_the_usual_shares_apply_to_it() -> None:
    own = with_own(CATALOGUE, (price(),), ())
    assert own.spot_share("h100-sxm") == CATALOGUE.ways["spot_share"]
    assert own.reserved_share("h100-sxm") == CATALOGUE.ways["reserved_share"]
    assert own.spot_share("h200-sxm") == CATALOGUE.spot_share("h200-sxm")
    half = with_own(CATALOGUE, (price(), price(kind="spot", usd=exact(1.0))), ())
    assert half.spot_share("h100-sxm").likely == 0.5


def test_an_own_grid_may_be_new_or_replace_one_of_the_catalogue() -> None:
    campus = OwnGrid("Campus", 35.0, 2026, "meter and contract", "europe")
    france = OwnGrid("France", 20.0, 2026, "supplier")
    own = with_own(CATALOGUE, (), (campus, france))
    assert (own.grid("campus").grams_per_kwh, own.grid("campus").area) == (35.0, "europe")
    assert (own.grid("FRA").grams_per_kwh, own.grid("FRA").area) == (20.0, CATALOGUE.grid("FRA").area)
    assert own.grid("FRA").source == "own figure, 2026: supplier"
    assert own.version == CATALOGUE.version


def test_the_carbon_of_an_own_grid_is_used() -> None:
    request = read("""assumptions:
  grid_region: Campus
  grids: [{name: Campus, grams_per_kwh: 35, year: 2026, source: meter}]
""")
    option = size(request.workloads, request.estate, request.assumptions, samples=64).workloads[0].options[0]
    carbon = next(step for step in option.derivation if step.unit == "g/kWh")
    assert (carbon.value, carbon.source) == (35.0, "own figure, 2026: meter")


@pytest.mark.parametrize("as_of", ["2026", "2026-10", "2026-10-31"])
def test_a_date_may_be_a_year_a_month_or_a_day(as_of: str) -> None:
    request = read(f"assumptions: {{prices: [{PRICE.replace('2026-10', as_of)}]}}\n")
    assert request.assumptions.prices[0].as_of == as_of


def test_without_own_facts_the_catalogue_is_the_same_object() -> None:
    assert with_own(CATALOGUE, (), ()) is CATALOGUE


def test_an_own_price_of_an_unknown_accelerator_is_refused() -> None:
    with pytest.raises(CatalogueError, match="unknown accelerator"):
        with_own(CATALOGUE, (price(accelerator="h1000"),), ())


@pytest.mark.parametrize(
    ("row", "place", "reason"),
    [
        (
            "{accelerator: h1000, kind: rent, usd: 2, as_of: 2026-10, source: x}",
            "prices[1].accelerator",
            "unknown accelerator",
        ),
        ("{accelerator: h100-sxm, kind: lease, usd: 2, as_of: 2026-10, source: x}", "prices[1].kind", "rent"),
        (
            "{accelerator: h100-sxm, kind: rent, usd: 0, as_of: 2026-10, source: x}",
            "prices[1].usd",
            "greater than zero",
        ),
        ("{accelerator: h100-sxm, kind: rent, usd: 2, as_of: last year, source: x}", "prices[1].as_of", ""),
        ("{accelerator: h100-sxm, kind: rent, usd: 2, as_of: 2026-10}", "prices[1].source", ""),
        (
            "{accelerator: h100-sxm, kind: rent, usd: 2, as_of: 2026-10, source: x, till: 2027}",
            "prices[1].till",
            "unknown key",
        ),
    ],
)
def test_a_wrong_price_is_refused_with_its_place(row: str, place: str, reason: str) -> None:
    found = faults(f"assumptions:\n  prices:\n    - {row}\n")
    assert len(found) == 1
    assert found[0].startswith(f"size.yaml:4: assumptions.{place}: ")
    assert reason in found[0]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("grids: [{name: X, grams_per_kwh: -1, year: 2026, source: x}]", "grams_per_kwh"),
        ("grids: [{name: X, grams_per_kwh: 1, year: 2026, source: x, area: moon}]", "area"),
        (
            f"grids: [{GRID}, {GRID.replace('X', 'x')}]",
            "given twice",
        ),
        (
            f"prices: [{PRICE}], price_usd_per_hour: {{h200-sxm: 3}}",
            "not both",
        ),
        ("prices: missing.csv", "was not found beside the document"),
    ],
)
def test_what_contradicts_itself_is_refused(text: str, reason: str) -> None:
    assert any(reason in fault for fault in faults(f"assumptions: {{{text}}}\n"))


def test_a_file_beside_the_document_is_read(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text(
        "accelerator,kind,usd,low,likely,high,as_of,source\n"
        "H100 SXM,rent,2.4,,,,2026-10,offer of October\n"
        "h200-sxm,buy,,30000,35000,40000,2026,reseller\n",
        encoding="utf-8",
    )
    (tmp_path / "grids.yaml").write_text(
        "- {name: Campus, grams_per_kwh: 35, year: 2026, source: meter}\n", encoding="utf-8"
    )
    document = tmp_path / "size.yaml"
    document.write_text(RUN + "assumptions: {prices: prices.csv, grids: grids.yaml}\n", encoding="utf-8")
    assumptions = read_size_document(read_document(document)).assumptions
    assert [(row.accelerator, row.kind, row.usd.likely) for row in assumptions.prices] == [
        ("H100 SXM", "rent", 2.4),
        ("h200-sxm", "buy", 35000.0),
    ]
    assert assumptions.grids[0].name == "Campus"


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("h100-sxm,rent,cheap,2026-10,offer\n", "prices.csv:2: [1].usd: "),
        (
            "h100-sxm,rent,2,2026-10,offer\nh1000,rent,2,2026-10,offer\n",
            "prices.csv:3: [2].accelerator: unknown",
        ),
        ("h100-sxm,rent,2,2026-10,offer,more\n", "prices.csv:2: [1]"),
        ("", "prices.csv: must be a list of 1 to"),
    ],
)
def test_a_fault_of_the_file_is_named_with_its_line(tmp_path: Path, rows: str, fault: str) -> None:
    (tmp_path / "prices.csv").write_text("accelerator,kind,usd,as_of,source\n" + rows, encoding="utf-8")
    document = tmp_path / "size.yaml"
    document.write_text(RUN + "assumptions: {prices: prices.csv}\n", encoding="utf-8")
    with pytest.raises(DocumentError) as error:
        read_size_document(read_document(document))
    assert any(fault in str(found) for found in error.value.faults), str(error.value)


def test_data_from_a_form_cannot_name_files_of_the_machine(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("accelerator,kind,usd,as_of,source\n", encoding="utf-8")
    with pytest.raises(DocumentError):
        read_assumptions(parse_document("{}", file="form"), {"prices": str(tmp_path / "prices.csv")})


def test_a_price_of_more_than_two_years_is_pointed_out_until_it_is_replaced() -> None:
    def warnings(*prices: OwnPrice) -> list[str]:
        option = only(
            training(accelerator="h100-sxm", tokens=1e11),
            assumptions=Assumptions(acquire="buy", prices=prices),
        )
        return [warning for warning in option.warnings if "two years old" in warning]

    assert warnings() == ["the price to buy h100-sxm is more than two years old: give your own"]
    assert warnings(price(kind="buy", usd=exact(35e3))) == []


def test_what_the_roadmap_buys_and_rents_has_the_price_that_was_sized_with() -> None:
    prices = (price(usd=exact(1.5)), price(kind="buy", usd=exact(9e3)))
    option = only(training(accelerator="h100-sxm", tokens=1e11), assumptions=Assumptions(prices=prices))
    bought, rented = (price_of(option, way) for way in ("buy", "rent"))
    assert bought is not None
    assert rented is not None
    assert (bought.likely, rented.likely) == (9e3, 1.5)
    upfront = {way.way: way for way in acquisitions(option, Estate(), "either")}["buy"].upfront_usd
    servers = np.ceil(option.samples["accelerators"].min() / 8)
    assert upfront.min() == pytest.approx(9e3 * 8 * servers)


def test_an_assess_document_may_name_a_file_of_prices_too(tmp_path: Path) -> None:
    (tmp_path / "offers.csv").write_text(
        "accelerator,kind,usd,as_of,source\nh100-sxm,rent,2.4,2026-10,offer\n", encoding="utf-8"
    )
    data = {
        "organisation": {"name": "Example"},
        "answers": [{"question": "hw-level", "level": 4, "basis": "guessed", "respondent": "A"}],
        "workloads": [{**ASSISTANT, "name": "assistant", "kind": "inference"}],
        "constraints": CONSTRAINTS,
        "assumptions": {"prices": "offers.csv"},
    }
    document = Document(str(tmp_path / "case.yaml"), data, {})
    inputs = read_assess_document(document, sample_bank(), today=date(2026, 11, 1))
    assert inputs.assumptions["prices"] == [
        {"accelerator": "h100-sxm", "kind": "rent", "usd": 2.4, "as_of": "2026-10", "source": "offer"}
    ]
    assert PlanInputs.from_json(inputs.to_json()) == inputs
    (tmp_path / "offers.csv").unlink()
    with pytest.raises(DocumentError, match="was not found beside the document"):
        read_assess_document(document, sample_bank(), today=date(2026, 11, 1))
