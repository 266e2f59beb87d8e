"""A comparison as plain data, for programs."""

from typing import Any

from planner.services.comparison.model import Comparison, Section


def comparison_to_json(comparison: Comparison) -> dict[str, Any]:
    """Return what is said, and every figure of every plan; values are in the unit of their row."""
    return {
        "plans": list(comparison.titles),
        "sentences": list(comparison.sentences),
        "differing": list(comparison.differing),
        "sections": [_section(section) for section in comparison.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "figures": [
            {
                "title": row.title,
                "note": row.note,
                "unit": row.unit,
                "plans": [
                    {
                        "text": cell.text,
                        "value": cell.value,
                        "difference": cell.difference,
                        "best": cell.is_best,
                    }
                    for cell in row.cells
                ],
            }
            for row in section.rows
        ],
    }
