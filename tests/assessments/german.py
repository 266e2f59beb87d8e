"""A German reader, and what is English on a page that should be German."""

from django.test import Client

from accounts.models import User
from tests.accounts.german import english_in
from tests.accounts.german import texts_of as texts_on
from tests.planner.german import english_in as core_english_in


def german_client(user: User) -> Client:
    """A signed-in reader whose account says German."""
    client = Client()
    client.force_login(user)
    return client


def english_on(page: str) -> list[str]:
    """What is English on a page, whichever catalogue it should have come from."""
    return list(dict.fromkeys([*english_in(page), *core_english_in(texts_on(page))]))
