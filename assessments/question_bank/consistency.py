"""What must hold between the questions of a bank: ids are used once, conditions do not run in circles."""

from collections.abc import Iterator, Mapping, Sequence

from assessments.question_bank.model import Condition


def named_questions(condition: Condition) -> Iterator[str]:
    """The questions that a condition looks at."""
    if condition.question:
        yield condition.question
    for inner in (*condition.all_of, *condition.any_of, *condition.none_of):
        yield from named_questions(inner)


def find_circles(conditions: Mapping[str, Condition]) -> list[Sequence[str]]:
    """Return each circle of conditions once, as the ids along it; the first id comes first in the bank."""
    targets = {id: dict.fromkeys(named_questions(condition)) for id, condition in conditions.items()}
    circles: list[Sequence[str]] = []
    done: set[str] = set()
    for start in targets:
        if start not in done:
            _walk(start, targets, [], done, circles)
    return circles


def _walk(
    at: str,
    targets: Mapping[str, Mapping[str, None]],
    path: list[str],
    done: set[str],
    circles: list[Sequence[str]],
) -> None:
    if at in path:
        circles.append(path[path.index(at) :])
        return
    if at in done:
        return
    path.append(at)
    for target in targets.get(at, ()):
        _walk(target, targets, path, done, circles)
    path.pop()
    done.add(at)
