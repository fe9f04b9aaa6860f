"""The desk, with an editor, a publisher and a superuser at it."""

from __future__ import annotations

import pytest
from django.test import Client

from legislation.models import Proposal
from tests import make


@pytest.fixture
def anna(db: None) -> Client:
    """An editor's browser."""
    client = Client()
    client.force_login(make.editor("anna"))
    return client


@pytest.fixture
def paula(db: None) -> Client:
    """A publisher's browser."""
    client = Client()
    client.force_login(make.publisher("paula"))
    return client


@pytest.fixture
def root(db: None) -> Client:
    """A superuser's browser."""
    client = Client()
    client.force_login(make.superuser("root"))
    return client


@pytest.fixture
def file(db: None) -> Proposal:
    """A file with a state and a topic to speak about."""
    make.state("DE", "Germany")
    make.topic()
    return make.proposal()
