"""The log says nothing of who reads us."""

from __future__ import annotations

import logging.config
import sys

import pytest
from django.conf import settings
from django.test import Client

from tracker.logs import Line


def line(message: str, *values: object) -> str:
    """An entry as it is written, with the traceback of the moment."""
    found = sys.exc_info() if sys.exc_info()[0] else None
    record = logging.LogRecord("x", logging.ERROR, "", 1, message, values, found)
    return Line("%(name)s: %(message)s").format(record)


def test_addresses_are_taken_out_of_messages_and_tracebacks() -> None:
    try:
        raise ValueError("Key (address)=(ann+eu@example.org) already exists.")
    except ValueError:
        told = line("The relay said 550 <%s>: unknown", "Ann.O'Neil@mail.example.org")
    assert "example.org" not in told and "ann+eu" not in told
    assert "<(address)>: unknown" in told
    assert "(address)=((address)) already exists." in told


@pytest.mark.parametrize("name", ["u", "confirm", "manage"])
def test_keys_of_mailed_links_are_taken_out(name: str) -> None:
    assert line(f"Not Found: /{name}/a-key_x:1/erase/") == f"x: Not Found: /{name}/…/erase/"


@pytest.mark.django_db
def test_the_site_writes_its_log_that_way(capfd: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(settings.LOGGING)
    Client().get("/u/nobody-has-this/")
    logging.getLogger("legislation").warning("to %s", "ann@example.org")
    told = capfd.readouterr().err
    assert "to (address)" in told and "ann@" not in told and "nobody-has-this" not in told
