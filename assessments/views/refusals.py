"""Why something was not done, as a page says it."""

from django.utils.text import capfirst


def sentence_of(error: Exception) -> str:
    """Return the reason of an error as a sentence of its own; the rest of it keeps its capitals."""
    return f"{capfirst(str(error))}."
