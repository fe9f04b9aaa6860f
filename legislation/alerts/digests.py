"""Digests: the due notices of one person that have no mail yet, told together.

A moment is a local time in a local day, and a day has one, whatever its length: a clock that is put
forward over the moment rings right after, one that is put back rings the first time only.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import DatabaseError, transaction
from django.utils import timezone

from legislation import mail, news
from legislation.alerts.held import hold_back
from legislation.domain.words import Alert, EmailKind, Rhythm, SubscriberState
from legislation.models import Notice, Subscriber

_PEOPLE_AT_ONCE = 500


def next_moment(
    after: datetime, zone: str, at: time, weekday: int | None = None, later_than: date | None = None
) -> datetime:
    """The next moment after an instant when the local clock says `at`, in UTC.

    `weekday` 0 is Monday, None any day. `later_than` is a local day on which there was one already.
    """
    there = ZoneInfo(zone)
    day = after.astimezone(there).date() - timedelta(days=1)
    while True:
        moment = datetime.combine(day, at, there).astimezone(UTC)
        fits = weekday is None or day.weekday() == weekday
        if moment > after and fits and (later_than is None or day > later_than):
            return moment
        day += timedelta(days=1)


def next_digest_at(person: Subscriber) -> datetime:
    """When the person's notices are told together next: at most once in a local day."""
    told = person.digested_at and person.digested_at.astimezone(ZoneInfo(person.zone)).date()
    weekday = person.weekday if person.rhythm == Rhythm.WEEKLY else None
    return next_moment(timezone.now(), person.zone, person.digest_time, weekday, told)


def first_digest_at(person: Subscriber) -> datetime | None:
    """The same, or None for who is told at once."""
    return None if person.rhythm == Rhythm.INSTANT else next_digest_at(person)


def reschedule(person: Subscriber) -> None:
    """Let what waits be told in the rhythm that the person has now."""
    Notice.objects.untold().filter(subscriber=person).update(
        due_at=person.next_digest_at or timezone.now()
    )


def fold(people: list[int], due: datetime) -> None:
    """Let so much news of late be told together with what comes until the next morning."""
    for person in Subscriber.objects.filter(pk__in=people):
        if person.next_digest_at is None:
            person.next_digest_at = next_digest_at(person)
            person.save(update_fields=["next_digest_at"])
        Notice.objects.untold().filter(subscriber=person, due_at__lte=due).update(
            due_at=person.next_digest_at
        )


def write_digests() -> int:
    """Write the digests whose moment has come; how many mails that made."""
    due = Subscriber.objects.filter(
        state=SubscriberState.ACTIVE, next_digest_at__lte=timezone.now()
    )
    people = list(due.order_by("next_digest_at").values_list("pk", flat=True)[:_PEOPLE_AT_ONCE])
    letters = mail.DigestWriter()
    return sum(_digest(pk, letters) for pk in people)


def _digest(pk: int, letters: mail.DigestWriter) -> bool:
    with transaction.atomic():
        now = timezone.now()
        person = Subscriber.objects.select_for_update().filter(pk=pk).first()
        if person is None or person.state != SubscriberState.ACTIVE:
            return False
        if person.next_digest_at is None or person.next_digest_at > now:
            return False  # another clock was quicker
        told = _tell(person, letters, now)
        if told:
            person.digested_at = now
        person.next_digest_at = first_digest_at(person)
        person.save(update_fields=["digested_at", "next_digest_at"])
        if left := Notice.objects.untold().filter(subscriber=person):
            left.filter(due_at__lte=now).update(due_at=person.next_digest_at or now)
        return told


def _tell(person: Subscriber, letters: mail.DigestWriter, now: datetime) -> bool:
    """Write the mail of all that is due and still worth telling."""
    due = list(
        Notice.objects.untold()
        .filter(subscriber=person, due_at__lte=now)
        .exclude(change__alert=Alert.HELD)
        .order_by("-change__sequence")
        .select_related(*news.WITH_FACTS)
    )
    items: list[mail.Item] = []
    for notice, item in _latest_of_each(person, due):
        try:
            letters.rehearse(item, person.language)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - kept, logged and told to staff
            hold_back(notice.change, error)
        else:
            items.append(item)
    if not items:
        return False
    letter = letters.letter(items, person)
    email = mail.post(person, EmailKind.DIGEST, letter)
    told = [item.change.pk for item in items]
    Notice.objects.filter(pk__in=[n.pk for n in due if n.change_id in told]).update(email=email)
    return True


def _latest_of_each(person: Subscriber, due: list[Notice]) -> list[tuple[Notice, mail.Item]]:
    """Each fact once, as it stands by now, oldest first; what is not told says in its row why.

    `due` begins with the newest.
    """
    found: dict[str, tuple[Notice, mail.Item]] = {}
    for notice in due:
        change = notice.change
        told = news.told_before(change, person.pk) if news.is_follow_up(change) else None
        why = news.why_not_now(change, told)
        if not why and (key := news.fact_key(change)) in found:
            why = "told with another change of the same"
        if why:
            Notice.objects.filter(pk=notice.pk).update(dropped=why)
        else:
            reasons = tuple(notice.reasons.split("\n"))
            found[key] = (notice, mail.Item(change, reasons, told.content if told else None))
    return list(found.values())[::-1]


def late(than: timedelta) -> int:
    """How many people's digests are overdue by more than that."""
    overdue = Subscriber.objects.filter(
        state=SubscriberState.ACTIVE, next_digest_at__lt=timezone.now() - than
    )
    return overdue.count()
