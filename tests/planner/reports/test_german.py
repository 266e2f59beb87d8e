"""The report and its charts in German: none of our texts stays English, and no number is written as in English."""

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from assessments.language import speaking
from config.messages import read_catalogue
from planner.charts.from_snapshot import snapshot_charts
from planner.charts.model import Chart
from planner.charts.svg import chart_svg
from planner.reports.build import build_pdf
from planner.reports.content import report_content
from planner.reports.content.origins import ASSUMED, origin_text
from tests.planner.reports.snapshots import Json, hospital, infeasible, informed, large, nothing_known

ROOT = Path(__file__).resolve().parents[3]
PLACE = re.compile(r"\{\w+\}")
LONG = 15  # characters from which a piece of an English text is no part of a German one by accident
SVG = "{http://www.w3.org/2000/svg}"
SNAPSHOTS = [hospital, informed, nothing_known, infeasible, large]


def ours() -> Iterator[str]:
    """Yield every English text of charts and reports whose German one differs."""
    for message in read_catalogue("de", "core"):
        places = [place for place, _ in message.locations]
        if any(place.startswith(("planner/charts", "planner/reports")) for place in places):
            english = [message.id] if isinstance(message.id, str) else list(message.id)
            german = [message.string] if isinstance(message.string, str) else list(message.string or ())
            yield from (text for text in english if text not in german)


WHOLE = frozenset(text for text in ours() if not PLACE.search(text))
PIECES = frozenset(
    piece.strip() for text in ours() for piece in PLACE.split(text) if len(piece.strip()) > LONG
)


def english_in(texts: list[str], snapshot: Json) -> list[str]:
    """Return the texts that are English in what the snapshot does not bring itself."""
    brought = sorted(
        {text.rstrip(".") for text in strings(snapshot) if len(text) > LONG}, key=len, reverse=True
    )
    whole = set(strings(snapshot))
    return [
        text
        for text in texts
        if text not in whole and is_english(text) and is_english(without(text, brought))
    ]


def is_english(text: str) -> bool:
    return text in WHOLE or any(piece in text for piece in PIECES)


def without(text: str, brought: list[str]) -> str:
    for part in brought:
        text = re.sub(re.escape(part), "", text, flags=re.IGNORECASE)
    return text


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def drawn(chart: Chart) -> Iterator[str]:
    """Yield everything that a chart says, to those who see it and to those who do not."""
    yield from (chart.title, chart.units, chart.source, chart.description, *chart.columns)
    yield from strings(chart.table)
    root = ElementTree.fromstring(chart_svg(chart, 860))  # noqa: S314 -- written by the code under test
    yield from (element.text or "" for element in root.iter(f"{SVG}text"))


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def in_german(snapshot: Json) -> Json:
    return snapshot | {"inputs": snapshot["inputs"] | {"language": "de"}}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Json:
    """An example whose every text of ours is German."""
    path = tmp_path_factory.mktemp("german") / "hospital.json"
    command = [
        sys.executable,
        "manage.py",
        "assess",
        "examples/hospital.yaml",
        "--language",
        "de",
        "--json",
        str(path),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=300)
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
def test_no_text_of_a_report_stays_english(make: Callable[[], Json]) -> None:
    snapshot = in_german(make())
    assert english_in(list(strings(asdict(report_content(snapshot)))), snapshot) == []


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
def test_no_text_of_a_chart_stays_english(make: Callable[[], Json]) -> None:
    snapshot = in_german(make())
    for chart in snapshot_charts(snapshot).values():
        assert english_in(list(drawn(chart)), snapshot) == [], chart.key


def test_nothing_of_an_example_stays_english(example: Json) -> None:
    assert english_in(list(strings(asdict(report_content(example)))), example) == []
    for chart in snapshot_charts(example).values():
        assert english_in(list(drawn(chart)), example) == [], chart.key


@pytest.mark.parametrize("variant", ["brief", "executive", "full"])
def test_the_german_pdf_of_an_example_is_german(example: Json, variant: str) -> None:
    pdf = build_pdf(example, variant=variant)
    text = " ".join(pages(pdf))
    brought = " ".join(strings(example))
    headings = {whole for whole in WHOLE if len(whole) > LONG} | PIECES
    assert [piece for piece in headings if piece in text and piece not in brought] == []
    assert "DIE ANTWORT" in text
    assert "Anstehende Entscheidungen" in text


def test_bookmarks_contents_footers_and_what_the_file_says_of_itself_are_german(example: Json) -> None:
    reader = PdfReader(io.BytesIO(build_pdf(example)))
    titles = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    assert titles[:4] == ["Titelseite", "Die Antwort", "Inhalt", "Wo Sie stehen"]
    assert titles[-4:] == [
        "Anstehende Entscheidungen",
        "Risiken und was wir nicht wissen",
        "Methode",
        "Annahmen",
    ]
    assert reader.trailer["/Root"]["/Lang"] == "de"  # type: ignore[index]  # -- pypdf's objects are wider
    assert reader.metadata is not None
    assert "KI-Bereitschaft der Infrastruktur, 1. November 2026" in str(reader.metadata.subject)
    assert f"2 von {len(reader.pages)}" in " ".join(reader.pages[1].extract_text().split())


def test_numbers_and_axes_have_the_signs_of_the_language() -> None:
    snapshot = in_german(hospital())
    content, charts = report_content(snapshot), snapshot_charts(snapshot)
    assert [figure.value for figure in content.summary.figures] == ["2 von 3", "2,6 Mio. USD", "40 von 100"]
    svg = chart_svg(charts["spending"])
    assert ">Tsd. USD<" in svg or ">Mio. USD<" in svg
    for chart in charts.values():
        assert not [text for text in drawn(chart) if re.fullmatch(r"\d+\.\d{1,2}( \S+)?", text)], chart.key


def test_a_chart_speaks_the_language_of_its_plan_wherever_it_is_drawn() -> None:
    german, english = in_german(hospital()), hospital()
    charts = snapshot_charts(german)
    alone = {key: chart_svg(chart) for key, chart in charts.items()}
    with speaking("de"):
        assert {key: chart_svg(chart) for key, chart in snapshot_charts(german).items()} == alone
        foreign = {key: chart_svg(chart) for key, chart in snapshot_charts(english).items()}
    assert foreign == {key: chart_svg(chart) for key, chart in snapshot_charts(english).items()}


@pytest.mark.parametrize("variant", ["brief", "executive", "full"])
def test_the_bytes_do_not_depend_on_who_asks_for_them(variant: str) -> None:
    for snapshot in (hospital(), in_german(hospital())):
        alone = build_pdf(snapshot, variant=variant)
        with speaking("de"):
            assert build_pdf(snapshot, variant=variant) == alone


@pytest.mark.parametrize("make", SNAPSHOTS, ids=lambda make: make.__name__)
def test_the_german_answer_stands_on_exactly_one_page(make: Callable[[], Json]) -> None:
    found = pages(build_pdf(in_german(make()), variant="brief"))
    assert "DIE ANTWORT" in found[1]
    assert "Anstehende Entscheidungen" in found[1]
    assert "DER FAHRPLAN" in found[2]


def test_no_head_of_the_matrix_is_cut_off(example: Json) -> None:
    chart = snapshot_charts(example)["readiness"]
    for width in (487, 640):
        root = ElementTree.fromstring(chart_svg(chart, width))  # noqa: S314 -- written by the code under test
        texts = [element.text or "" for element in root.iter(f"{SVG}text")]
        assert [text for text in texts if text.endswith("…")] == []
        assert {"Rechen-", "leistung"} <= set(texts)


def test_what_we_say_of_a_source_is_german() -> None:
    english = re.compile(r" (?:the|of|for|from|with|when|and|to|is|quoted|after|per) | undated|not re-read")
    files = [*(ROOT / "planner" / "sizing" / "catalogue").glob("*.yaml")]
    sources = {
        source
        for path in files
        if path.stem in ("organisation", "prices", "grids")
        for source in re.findall(r'(?:source|as_of): "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(sources) > 60
    with speaking("de"):
        assert [source for source in sorted(sources) if english.search(origin_text(source))] == []
        assert (
            origin_text("aws p5, 2026, undated: vms.csv; power of the node assumed")
            == "aws p5, 2026, ohne Datum: vms.csv; Leistung des Knotens angenommen"
        )


def test_our_own_assumptions_are_said_and_citations_stay() -> None:
    files = (ROOT / "planner" / "sizing" / "catalogue").glob("*.yaml")
    found = {
        source
        for path in files
        for source in re.findall(r'source: "(assumption: [^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert found <= ASSUMED
    with speaking("de"):
        assert origin_text("assumption: structured text (2026)") == "Annahme: strukturierter Text (2026)"
        assert origin_text("meta-llama config.json") == "meta-llama config.json"
