"""Countries by their names, in the language of the reader."""

import pytest

from assessments.language import country_name, region_name, speaking


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "DEU", "Germany"),
        ("de", "DEU", "Deutschland"),
        ("de", "gbr", "Vereinigtes Königreich"),
        ("en", "XXX", "XXX"),
        ("en", "Campus", "Campus"),
        ("en", "", ""),
    ],
)
def test_a_country_has_its_name_and_what_is_no_code_stays(language: str, code: str, name: str) -> None:
    with speaking(language):
        assert country_name(code) == name


@pytest.mark.parametrize(
    ("language", "region", "name"),
    [
        ("en", "SE4", "Sweden (SE4)"),
        ("de", "NO1", "Norwegen (NO1)"),
        ("en", "QQ1", "QQ1"),
        ("en", "FRA", "France"),
    ],
)
def test_a_zone_within_a_country_keeps_its_code(language: str, region: str, name: str) -> None:
    with speaking(language):
        assert region_name(region) == name
