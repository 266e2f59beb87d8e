"""Marks that mark nothing: a text that is put together before it is translated is in no catalogue."""

import ast
from collections.abc import Iterator
from pathlib import Path

from config.messages.sources import DOMAINS, ROOT, python_files

_MARKS = {name for marks in DOMAINS.values() for name in marks}


def lost_marks(root: Path = ROOT) -> list[str]:
    """Return one line for each marked text that Babel cannot draw from the source."""
    return [
        f"{path.relative_to(root).as_posix()}:{line}: {reason}"
        for path in python_files(root)
        for line, reason in lost_marks_of(path.read_text(encoding="utf-8"))
    ]


def lost_marks_of(code: str) -> Iterator[tuple[int, str]]:
    """Return line and reason for each lost mark of a module.

    >>> list(lost_marks_of('say(f"{count} nodes")'))
    [(1, 'say(…) of a text that is put together: use places, as in docs/languages.md')]
    """
    tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            for inner in ast.walk(node):
                if name := _mark(inner):
                    yield node.lineno, f"{name}(…) inside an f-string: give its result a name before"
        elif (name := _mark(node)) and isinstance(node, ast.Call) and any(map(_is_composed, node.args)):
            yield (
                node.lineno,
                f"{name}(…) of a text that is put together: use places, as in docs/languages.md",
            )


def _mark(node: ast.AST) -> str:
    """Return the name of the marking function that is called here with a text, or an empty string."""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    has_text = any(isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in node.args)
    return name if name in _MARKS and (has_text or any(map(_is_composed, node.args))) else ""


def _is_composed(arg: ast.expr) -> bool:
    if isinstance(arg, ast.BinOp):
        return any(map(_is_text, (arg.left, arg.right)))
    is_format = (
        isinstance(arg, ast.Call) and isinstance(arg.func, ast.Attribute) and arg.func.attr == "format"
    )
    return isinstance(arg, ast.JoinedStr) or is_format


def _is_text(arg: ast.expr) -> bool:
    return _is_composed(arg) or (isinstance(arg, ast.Constant) and isinstance(arg.value, str))
