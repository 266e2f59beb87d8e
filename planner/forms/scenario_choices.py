"""What the forms of scenarios offer to choose from: accelerators, initiatives, questions."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.question_bank.model import Bank
from assessments.question_bank.product_names import product_name
from planner.roadmap.catalogue import shipped_initiatives
from planner.sizing.catalogue import load_catalogue

ANSWERABLE = ("choice", "quantity", "text")


def accelerator_choices() -> list[tuple[str, Any]]:
    named = sorted((product_name(name), name) for name in load_catalogue().accelerators)
    return [("", _("as it is")), *((name, title) for title, name in named)]


def initiative_choices(own: Sequence[tuple[str, str]], chosen: Sequence[str]) -> list[tuple[str, str]]:
    known = {item.id: item.title for item in shipped_initiatives()} | dict(own)
    others = {name: name for name in chosen if name not in known}
    return sorted((known | others).items(), key=lambda item: item[1].casefold())


def question_choices(bank: Bank) -> list[tuple[Any, Any]]:
    groups = [
        (
            domain.title,
            [
                (question.id, question.text)
                for practice in domain.practices
                for question in practice.questions
                if question.kind in ANSWERABLE
            ],
        )
        for domain in bank.domains
    ]
    return [("", _("no question")), *groups]
