"""A fresh engagement for each test."""

import pytest

from tests.assessments.samples import Setting, make_setting


@pytest.fixture
def setting(db: None) -> Setting:
    """An engagement, and one person of each role."""
    return make_setting()
