"""Are there data enough, and evenly spread: examples needed, imbalance, augmentation."""

from collections.abc import Iterator, Sequence

import numpy as np

from assessments.language import say, to_say
from planner.sizing.organisation.circumstances import Circumstances
from planner.sizing.organisation.figure import Figure, Topic
from planner.sizing.result import Floats, Step
from planner.sizing.wording import sources_text

TOPIC = Topic(to_say("Training data"))


def imbalance_ratio(examples: Floats) -> Floats:
    """Commonest over rarest class. examples: (K, S) counts; returns (S,).

    >>> float(imbalance_ratio(np.array([[900.0], [100.0]]))[0])
    9.0
    """
    return np.asarray(examples.max(axis=0) / np.maximum(examples.min(axis=0), 1.0))


def augmentation_factor(examples: Floats, per_class: Floats, most_imbalance: Floats) -> Floats:
    """How many times the rarest class has to be multiplied: to reach the number that each class needs, and to
    come within the tolerated imbalance; 1 when it is there already.

    examples: (K, S); per_class, most_imbalance: (S,). Returns (S,).

    >>> counts = np.array([[9000.0], [300.0]])
    >>> float(augmentation_factor(counts, np.array([1000.0]), np.array([5.0]))[0])
    6.0
    """
    rarest = np.maximum(examples.min(axis=0), 1.0)
    wanted = np.maximum(per_class, examples.max(axis=0) / most_imbalance)
    return np.asarray(np.maximum(wanted / rarest, 1.0))


def data_figures(around: Circumstances) -> Iterator[Figure]:
    """Return examples required and available, imbalance and augmentation; and text for training runs."""
    yield from _tokens(around)
    classes = around.facts.class_examples
    if len(classes) < 2:
        titles = {
            "examples_required": say("Labelled examples required"),
            "imbalance_ratio": say("Imbalance of the classes"),
            "augmentation_factor": say("Multiply the rarest class by"),
        }
        for id, title in titles.items():
            yield TOPIC.unknown(id, title, "count", around.asked("class_examples"))
        return
    examples = np.array([around.sample(f"class {at}", count) for at, count in enumerate(classes)])
    per_class = around.draw("examples_per_class")
    have = Step(
        say("labelled examples"),
        say("answer"),
        float(np.median(examples.sum(axis=0))),
        "count",
        _sources(around),
    )
    need = around.step("examples_per_class", say("needed of each class"), "count")
    title, formula = (
        say("Labelled examples required"),
        say("{count} classes x examples of each", count=len(classes)),
    )
    yield TOPIC.figure("examples_required", title, "count", per_class * len(classes), formula, need)
    title, total = say("Labelled examples there"), examples.sum(axis=0)
    yield TOPIC.figure("examples_available", title, "count", total, say("sum over the classes"), have)
    ratio, formula = imbalance_ratio(examples), say("commonest class / rarest class")
    yield TOPIC.figure("imbalance_ratio", say("Imbalance of the classes"), "times", ratio, formula, have)
    most = around.step("most_imbalance", say("tolerated imbalance"), "times")
    factor = augmentation_factor(examples, per_class, around.draw("most_imbalance"))
    title, formula = say("Multiply the rarest class by"), say("wanted examples of it / examples there")
    yield TOPIC.figure("augmentation_factor", title, "times", factor, formula, need, most, have)


def _sources(around: Circumstances) -> str:
    named: Sequence[str] = [source for count in around.facts.class_examples for source in count.sources]
    return sources_text(dict.fromkeys(named), "answer")


def _tokens(around: Circumstances) -> Iterator[Figure]:
    """Return text required against text there, when anything is trained."""
    needs = [planned.demand.training_tokens for planned in around.workloads if planned.demand.training_tokens]
    if not needs:
        return
    id, title = "tokens_missing", say("Training text still to find")
    if around.given("clean_tokens") is None:
        yield TOPIC.unknown(id, title, "tokens", *around.asks("clean_tokens"))
        return
    lacking = np.maximum(max(needs) - around.draw("clean_tokens"), 0.0)
    need = Step(say("text required"), say("largest training workload"), max(needs), "tokens", say("workload"))
    have = around.step("clean_tokens", say("text there"), "tokens")
    yield TOPIC.figure(id, title, "tokens", lacking, say("required - there"), need, have)
