"""`python -m planner.traceability`: write docs/traceability.md anew."""

from pathlib import Path

from planner.traceability.page import page_text

PAGE = Path(__file__).parents[2] / "docs" / "traceability.md"

if __name__ == "__main__":
    PAGE.write_text(page_text(), encoding="utf-8")
