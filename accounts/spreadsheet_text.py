"""Text that a spreadsheet takes for text when it opens a CSV file, whatever it begins with. Knows no framework."""

# A cell that begins so is a formula (OWASP, “CSV Injection”); blanks before it are skipped.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe_text(text: str) -> str:
    """Return a text that is no formula: an apostrophe before what would begin one.

    >>> safe_text("=1+1"), safe_text(" @SUM(A1)"), safe_text("Rent everything")
    ("'=1+1", "' @SUM(A1)", 'Rent everything')
    """
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
