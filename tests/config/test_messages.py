"""The catalogues of texts: complete, drawn from every kind of source, and what would be wrong is noticed."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from config.messages import (
    DOMAINS,
    compile_catalogues,
    faults,
    path_of,
    read_catalogue,
    source_catalogue,
    write_catalogue,
)
from config.messages.faults import catalogue_faults
from config.messages.marks import lost_marks_of
from config.messages.sources import template_texts

Text = str | tuple[str, ...]


def catalogue(*texts: tuple[Text, Text], fuzzy: bool = False, context: str | None = None) -> Catalog:
    """A German catalogue with these texts and translations."""
    made = Catalog(locale="de", domain="core", fuzzy=False)
    for text, translation in texts:
        made.add(text, translation, flags=["fuzzy"] if fuzzy else [], context=context)
    return made


def test_every_text_of_the_source_is_translated_into_every_language() -> None:
    assert faults() == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_no_domain_is_empty(domain: str) -> None:
    assert len(source_catalogue(domain)) > 0


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("Ready", "Bereit", None),
        ("Ready", "", "not translated"),
        ("{count} nodes", "{count} Knoten", None),
        ("{count} nodes", "{zahl} Knoten", "other places than ['{count}']"),
        ("{count} nodes", "Knoten", "other places than ['{count}']"),
        ("%(name)s of %(place)s", "In %(place)s: %(name)s", None),
        ("%(name)s left", "%(name)d fort", "other places than ['%(name)s']"),
        ("<strong>%(name)s</strong>", "%(name)s", "other places than ['%(name)s', '</strong>', '<strong>']"),
        ("Ready", "<b>Bereit</b>", "other places than []"),
        ("Ready ", "Bereit", "other space at the beginning or the end"),
        (("one node", "{count} nodes"), ("ein Knoten", "{count} Knoten"), None),
        (("one node", "{count} nodes"), ("{count} Knoten", "{count} Knoten"), None),
        (("one node", "{count} nodes"), ("ein Knoten", "Knoten"), "other places than ['{count}']"),
        (("one node", "{count} nodes"), ("ein Knoten", ""), "not translated"),
    ],
)
def test_a_translation_that_does_not_fit_is_noticed(text: Text, translation: Text, fault: str | None) -> None:
    empty: Text = ("", "") if isinstance(text, tuple) else ""
    found = list(catalogue_faults(catalogue((text, empty)), catalogue((text, translation))))
    assert [line.split(": ")[1] for line in found] == ([fault] if fault else [])


def test_a_guess_is_no_translation() -> None:
    (fault,) = catalogue_faults(catalogue(("Ready", "")), catalogue(("Ready", "Bereit"), fuzzy=True))
    assert "marked as fuzzy" in fault


def test_a_text_that_is_new_and_one_that_is_gone_are_noticed() -> None:
    found = list(catalogue_faults(catalogue(("New", "")), catalogue(("Gone", "Fort"))))
    assert found == [
        "locale/de/LC_MESSAGES/core.po: not in the catalogue: run make messages: 'New' (?)",
        "locale/de/LC_MESSAGES/core.po: no longer in the source, run make messages: 'Gone'",
    ]


def test_one_word_with_two_meanings_is_translated_twice() -> None:
    source = catalogue(("Power", ""), context="of a chart")
    assert list(catalogue_faults(source, catalogue(("Power", "Strom")))) != []
    assert list(catalogue_faults(source, catalogue(("Power", "Leistung"), context="of a chart"))) == []


TEMPLATE = """
{% if user %}
        <p title="{% translate "A title" %}">{% translate 'Read' context "past" %}</p>
    {% include "field.html" with label=_("A label") %}
  {% blocktranslate trimmed with name=user.name count number=rows|length %}
    {{ name }} has
    one row
  {% plural %}
    {{ name }} has {{ number }} rows
  {% endblocktranslate %}{{ day|default:_("never") }} it's ("open
{% endif %}
"""


def test_the_texts_of_a_template_are_found_whatever_stands_around_them() -> None:
    found = list(template_texts(BytesIO(TEMPLATE.encode()), DOMAINS["django"], (), {}))
    assert [(line, message) for line, _, message, _ in found] == [
        (3, "A title"),
        (3, ("past", "Read")),
        (4, "A label"),
        (5, ("%(name)s has one row", "%(name)s has %(number)s rows", None)),
        (10, "never"),
    ]


@pytest.mark.parametrize(
    ("code", "is_lost"),
    [
        ('say("{count} nodes", count=count)', False),
        ("say(TITLES[kind])", False),
        ('say_in("of a chart", "Power")', False),
        ('_("%(count)s nodes") % {"count": count}', False),
        ('say(f"{count} nodes")', True),
        ('say_plural("one node", f"{count} nodes", count)', True),
        ('_("%s nodes" % count)', True),
        ('_("{} nodes".format(count))', True),
        ('say("many " + noun)', True),
        ("f\"{_('nodes')}: {count}\"", True),
        ("f\"{name}: {gettext('nodes')}\"", True),
    ],
)
def test_a_mark_that_marks_nothing_is_noticed(code: str, is_lost: bool) -> None:
    assert bool(list(lost_marks_of(code))) == is_lost


def test_only_what_has_changed_is_compiled(tmp_path: Path) -> None:
    write_catalogue("de", "core", catalogue(("Ready", "Bereit")), tmp_path)
    source = path_of("de", "core", tmp_path)
    compiled = source.with_suffix(".mo")
    assert compile_catalogues(tmp_path) == [compiled]
    assert compile_catalogues(tmp_path) == []
    later = compiled.stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == [compiled]


def test_what_is_written_is_read_again_without_dates_and_line_numbers(tmp_path: Path) -> None:
    made = catalogue((("one node", "{count} nodes"), ("ein Knoten", "{count} Knoten")))
    made.add("Ready", "Bereit", [("planner/verdict/judge.py", 12)])
    write_catalogue("de", "core", made, tmp_path)
    text = path_of("de", "core", tmp_path).read_text()
    assert "Date" not in text
    assert "#: planner/verdict/judge.py\n" in text
    again = read_catalogue("de", "core", tmp_path)
    assert {message.id: message.string for message in again if message.id} == {
        "Ready": "Bereit",
        ("one node", "{count} nodes"): ("ein Knoten", "{count} Knoten"),
    }
