"""Colours can be told from their ground (WCAG 2.2) and from each other, whoever looks, light and dark."""

import math
import re
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from planner.charts.heat_map import DARK, SHADES
from planner.reports.theme import TOKENS

Floats = NDArray[np.float64]
PAIR = re.compile(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
COLOURS = {name: pair for name, *pair in PAIR.findall(TOKENS.read_text(encoding="utf-8"))}
LOOKS = pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
SERIES = [f"chart-{number}" for number in range(1, 7)]
STATUSES = ["ready", "conditional", "blocked"]
TEXTS = ["ink", "ink-muted", "accent", *STATUSES, "unknown"]
TEXT, GRAPHIC = 4.5, 3.0
APART = 20.0  # CIE 1976 colour difference; 2.3 is just noticeable side by side
# Linear RGB as seen without one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1.0).
SEEN = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = np.array([0.95047, 1.0, 1.08883])


def encoded(name: str, look: int) -> Floats:
    value = COLOURS[name][look]
    return np.array([int(value[i : i + 2], 16) / 255 for i in (1, 3, 5)])


def linear(colour: Floats) -> Floats:
    return np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)


def contrast(one: Floats, other: Floats) -> float:
    low, high = sorted(float(TO_XYZ[1] @ linear(colour)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(colour: Floats, seen: Floats) -> Floats:
    xyz = TO_XYZ @ np.clip(seen @ linear(colour), 0, 1) / WHITE
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


@LOOKS
@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("ground", ["surface", "surface-raised"])
def test_texts_stand_out_from_their_ground(name: str, ground: str, look: int) -> None:
    assert contrast(encoded(name, look), encoded(ground, look)) >= TEXT


@LOOKS
@pytest.mark.parametrize("name", SERIES)
@pytest.mark.parametrize("ground", ["surface", "surface-raised"])
def test_series_stand_out_from_their_ground(name: str, ground: str, look: int) -> None:
    assert contrast(encoded(name, look), encoded(ground, look)) >= GRAPHIC


@LOOKS
@pytest.mark.parametrize("seen", SEEN)
def test_series_are_told_apart_with_each_kind_of_sight(seen: str, look: int) -> None:
    points = {name: lab(encoded(name, look), SEEN[seen]) for name in SERIES}
    nearest = min((math.dist(points[a], points[b]), a, b) for a, b in combinations(SERIES, 2))
    assert nearest[0] >= APART, nearest


@LOOKS
@pytest.mark.parametrize("shade", range(len(SHADES)))
def test_a_score_stands_out_from_each_shade_of_a_heat_map(shade: int, look: int) -> None:
    ground = SHADES[shade] * encoded("accent", look) + (1 - SHADES[shade]) * encoded("surface", look)
    assert contrast(ground, encoded("surface" if shade >= DARK else "ink", look)) >= TEXT


@LOOKS
def test_what_is_drawn_on_a_blocked_sign_stands_out(look: int) -> None:
    assert contrast(encoded("blocked", look), encoded("surface", look)) >= GRAPHIC
