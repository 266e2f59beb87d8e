"""Every text can be drawn and measured, whatever it is made of."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.charts.bidi import visual
from planner.charts.fonts import (
    BOLD,
    EAST_ASIAN,
    EAST_ASIAN_SETTING,
    REGULAR,
    clean,
    elide,
    glyphs,
    has_replacements,
    runs,
    text_width,
    wrap,
)


@given(st.text())
def test_every_run_is_set_in_a_font_that_has_its_glyphs(text: str) -> None:
    assert all(ord(mark) in glyphs(font) for font, piece in runs(text) for mark in piece)


@given(st.text(), st.floats(5, 300))
def test_an_elided_text_fits_its_width(text: str, width: float) -> None:
    short = elide(text, width, 8)
    assert text_width(short, 8) <= max(width, text_width("…", 8)) + 0.01


@given(st.text(), st.integers(1, 4))
def test_a_wrapped_text_has_at_most_so_many_lines_that_fit(text: str, lines: int) -> None:
    broken = wrap(text, 90, 8, lines=lines, font=BOLD)
    assert len(broken) <= lines
    assert all(text_width(line, 8, BOLD) <= 90.01 for line in broken)


def test_a_text_that_fits_is_left_alone() -> None:
    assert elide("Power", 100, 8) == "Power"
    assert wrap("Power and cooling", 500, 8, lines=2) == ["Power and cooling"]


def test_the_first_font_is_used_wherever_it_can_be() -> None:
    assert runs("Łódź, Škoda, Ελλάδα, Київ, मानक, ไทย") == [(REGULAR, "Łódź, Škoda, Ελλάδα, Київ, मानक, ไทย")]


def test_a_sign_that_only_another_font_has_is_drawn_in_that_one() -> None:
    assert runs("a ✓") == [(REGULAR, "a "), ("CascadiaMono", "✓")]


def test_what_no_font_has_is_shown_as_missing() -> None:
    assert runs("𐀀𐀁") == [("NotoSans", "\ufffd\ufffd")]
    assert has_replacements("𐀀𐀁")
    assert not has_replacements("Hôpital")


@pytest.mark.services("cjk-font")
@pytest.mark.parametrize("text", ["东京大学医院", "医院グループ、", "준비된 인프라"])
def test_chinese_japanese_and_korean_are_drawn_in_a_font_of_the_machine(text: str) -> None:
    assert not has_replacements(text)
    assert {font for font, piece in runs(text) if piece.strip()} == {EAST_ASIAN}


@pytest.mark.services("cjk-font")
def test_a_text_without_spaces_is_broken_between_its_signs_and_not_before_what_closes() -> None:
    broken = wrap("国立研究所は、人工知能の基盤を来年までに整える。", 60, 10, lines=8)
    assert len(broken) > 3
    assert "".join(broken) == "国立研究所は、人工知能の基盤を来年までに整える。"
    assert all(text_width(line, 10) <= 60.01 for line in broken)
    assert not any(line[0] in "、。" for line in broken)


def test_a_font_that_cannot_be_embedded_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "letters.ttf"
    file.write_bytes(b"no font")
    monkeypatch.setenv(EAST_ASIAN_SETTING, str(file))
    glyphs.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"PLUMBLINE_CJK_FONT: .*letters\.ttf is no TrueType font"):
            glyphs(EAST_ASIAN)
    finally:
        glyphs.cache_clear()


def test_invisible_characters_are_dropped() -> None:
    assert clean("a\x00\u200b\u202eb\tc\n d\ud800") == "ab c d"


def test_hebrew_is_turned_round_and_numbers_in_it_are_not() -> None:
    assert list(visual("בית 12 (א) x")) == list("(א) ") + list("12 ") + ["ת", "י", "ב"] + list(" x")


def test_arabic_letters_are_joined_before_they_are_turned_round() -> None:
    assert [f"{ord(mark):04X}" for mark in visual("سلام")] == ["FEE1", "FE8E", "FEE0", "FEB3"]
    assert all(ord(mark) in glyphs(REGULAR) for mark in visual("مستشفى"))


def test_left_to_right_text_is_left_alone() -> None:
    assert visual("abc 12 (x)") == "abc 12 (x)"
