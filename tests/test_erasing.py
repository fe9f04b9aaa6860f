"""Erasing a person: nothing is left in the database or among the mails, nor after a restore."""

from __future__ import annotations

import re
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from legislation import alerts, mail
from legislation.alerts import people
from legislation.alerts.erasing import _noted, _write_down
from legislation.domain.words import BounceKind, EmailKind, Kind, Origin
from legislation.journal import Author
from legislation.models import Bounce, Change, Consent, Email, Letter, Notice, Subscriber, Wish
from tests import make, tables

pytestmark = pytest.mark.django_db

#: All that speaks of people, in an order in which it can be put back.
PERSONAL: tuple[Any, ...] = (Subscriber, Wish, Letter, Email, Consent, Notice, Bounce)


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path, mail_folder: Path) -> Path:
    """Where erasures are noted."""
    settings.ERASURES_FILE = str(tmp_path / "kept" / "erasures")
    return mail_folder


def planted() -> list[str]:
    """Fifty addresses that asked, confirmed, were told, bounced, and asked for their link."""
    addresses = [f"planted-{number}@mailbox{number}.example" for number in range(50)]
    for address in addresses:
        make.wish(address, everything=True)
        alerts.confirm(people.confirmation_token(Subscriber.objects.get(address=address)))
    make.event(
        make.proposal(),
        Kind.SIGNATURE,
        timezone.localdate(),
        author=Author(Origin.SOURCE, tells=True),
    )
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()
    for address in addresses:
        alerts.ask_for_link(address.upper())
    alerts.take_wishes()
    mail.send_due()
    for email in Email.objects.filter(kind=EmailKind.ALERT).select_related("subscriber"):
        Bounce.objects.create(
            kind=BounceKind.SOFT,
            subscriber=email.subscriber,
            email=email,
            report=str(email.pk),
            via="relay",
            words=f"452 <{email.recipient}>: mailbox full",
            at=timezone.now(),
        )
    return addresses


def hits(addresses: list[str], folder: Path) -> int:
    """In how many places, tables and files, one of the addresses stands."""
    found = tables.text() + "".join(
        f"{path.name} {path.read_text(errors='replace').lower()}" for path in folder.glob("*.eml")
    )
    return sum(found.count(address) for address in addresses)


def put_back(rows: dict[Any, list[Any]]) -> None:
    """Restore what a backup has, without asking who was erased since."""
    for model in reversed(PERSONAL):
        model.objects.all().delete()
    for model in PERSONAL:
        model.objects.bulk_create(rows[model])


def test_of_fifty_the_erased_half_is_nowhere_and_after_a_restore_nowhere_again(
    place: Path, settings: Settings
) -> None:
    addresses = planted()
    erased, kept = addresses[::2], addresses[1::2]
    backup = {model: list(model.objects.all()) for model in PERSONAL}
    assert all(hits([address], place) > 8 for address in addresses)
    for address in erased:
        assert alerts.erase(address.upper())
    assert hits(erased, place) == 0
    assert all(hits([address], place) > 8 for address in kept)
    assert Subscriber.objects.count() == 25 == Notice.objects.count()

    put_back(backup)
    assert all(hits([address], place) > 3 for address in erased)
    # The key has changed since, as keys do.
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "k" * 50
    assert alerts.erase_again() == (25, 25)
    assert hits(erased, place) == 0
    assert all(hits([address], place) > 3 for address in kept)
    assert alerts.erase_again() == (25, 0)


def test_the_file_says_when_and_a_hash_and_is_for_its_owner_alone(settings: Settings) -> None:
    alerts.erase("ann@example.org")
    path = Path(settings.ERASURES_FILE)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\S+\+00:00 [0-9a-f]{64}\n", path.read_text())
    assert path.stat().st_mode & 0o777 == 0o600


def test_who_came_back_after_the_erasure_stays_when_it_is_replayed() -> None:
    make.wish("ann@example.org", everything=True)
    alerts.erase("ann@example.org")
    make.wish("ann@example.org", everything=True)
    assert alerts.erase_again() == (1, 0)
    assert Subscriber.objects.get().address == "ann@example.org"


def test_only_the_address_itself_is_erased_not_one_that_holds_it() -> None:
    for address in ("ann@example.org", "joann@example.org", "ann+eu@example.org"):
        make.wish(address, everything=True)
        Wish.objects.update(taken_at=timezone.now() - timedelta(hours=1))
    alerts.erase("ann@example.org")
    left = set(Subscriber.objects.values_list("address", flat=True))
    assert left == {"joann@example.org", "ann+eu@example.org"}


def test_erasures_at_the_same_time_are_each_a_line() -> None:
    threads = [
        threading.Thread(target=_write_down, args=(timezone.now(), f"{number:064x}"))
        for number in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(dict(_noted())) == 50


def test_the_command_erases_and_replays_and_says_no_address(
    capsys: pytest.CaptureFixture[str],
) -> None:
    make.wish("ann@example.org", everything=True)
    call_command("erase", "Ann@example.org")
    call_command("erase", "ann@example.org")
    call_command("erase", "--again")
    out = capsys.readouterr().out
    assert out.splitlines() == [
        "Erased, and noted for restored copies.",
        "Nothing was kept of this address. Noted for restored copies.",
        "1 people were erased; 0 of them were in this database again.",
    ]
    for wrong in ([], ["ann@example.org", "--again"]):
        with pytest.raises(CommandError, match="Give an address, or --again"):
            call_command("erase", *wrong)


def test_a_person_erases_himself_by_a_mailed_link_and_a_button(client: Client) -> None:
    make.wish("ann@example.org", everything=True)
    person = Subscriber.objects.get()
    alerts.confirm(people.confirmation_token(person))
    alerts.ask_for_link("ann@example.org")
    alerts.take_wishes()
    found = re.search(r"/manage/\S+", Email.objects.filter(kind="preferences").get().text)
    assert found
    address = f"{found[0]}erase/"
    before = tables.dump()
    page = client.get(address).content.decode()
    assert "kept of <strong>ann@example.org</strong>" in page and tables.dump() == before
    answer = client.post(address, headers={"Origin": "null"})
    assert answer.status_code == 200 and b"You are erased" in answer.content
    assert "ann@example.org" not in tables.text()
    assert client.post(address).status_code == 404
    assert client.get(found[0]).status_code == 404


def test_erasing_removes_no_letter_that_others_got() -> None:
    letter = make.letter()
    for address in ("ann@example.org", "bob@example.org"):
        Email.objects.create(
            kind="alert",
            recipient=address,
            letter=letter,
            message_id=f"<{address}>",
            created_at=timezone.now(),
            not_before=timezone.now(),
        )
    alerts.erase("ann@example.org")
    assert Email.objects.get().letter.text
    alerts.erase("bob@example.org")
    assert not Letter.objects.exists()
