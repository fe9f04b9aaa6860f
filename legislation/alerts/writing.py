"""Notices that are due at once become mails: a letter for all who are told the same, written once,
and their mails by one statement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import BigIntegerField
from django.utils import timezone

from legislation import mail, news
from legislation.alerts.digests import fold
from legislation.alerts.held import hold_back
from legislation.domain.words import Alert, EmailKind, EmailState, Rhythm, SubscriberState
from legislation.models import Change, Email, Letter, Notice

#: More mails than this are told together: of news a person can read so much at once.
_AN_HOUR, _A_DAY = 5, 10


def write_alerts() -> None:
    """Write the mails of all notices that are due at once."""
    due = _due().filter(change__alert=Alert.DONE).order_by("change__sequence")
    for pk in list(due.values_list("change", flat=True).distinct()):
        change = Change.objects.select_related(
            "proposal", "event__proposal", "press_release__proposal", "position__proposal"
        ).get(pk=pk)
        try:
            with transaction.atomic():
                _write(change)
        except DatabaseError:
            raise
        except Exception as error:  # noqa: BLE001 - kept, logged and told to staff
            hold_back(change, error)


def _due() -> QuerySet[Notice]:
    """What is to be told at once. Somebody's heap of news waits for its own moment."""
    now = timezone.now()
    folded = Q(
        subscriber__next_digest_at__isnull=False, due_at__gte=F("subscriber__next_digest_at")
    )
    return (
        Notice.objects.untold()
        .filter(
            due_at__lte=now,
            subscriber__rhythm=Rhythm.INSTANT,
            subscriber__state=SubscriberState.ACTIVE,
        )
        .exclude(folded)
    )


def _write(change: Change) -> None:
    Change.objects.select_for_update(no_key=True).get(pk=change.pk)  # one writer at a time
    due = _due().filter(change=change)
    if too_much := list(_who_got_much(due)):
        fold(too_much, timezone.now())
    if why := news.why_not_now(change, None) if not news.is_follow_up(change) else "":
        due.update(dropped=why)
        return
    told = _told(change, due)
    groups = told.values_list("subscriber__language", "reasons", "told_letter").order_by()
    for language, reasons, letter in list(groups.distinct()):
        group = told.filter(subscriber__language=language, reasons=reasons, told_letter=letter)
        _write_group(change, group, language, reasons, letter)


def _who_got_much(due: QuerySet[Notice]) -> QuerySet[Any]:
    """Of those to be told, who got as many alerts lately as a person can read."""
    now = timezone.now()
    lately = Q(created_at__gt=now - timedelta(hours=1))
    rows = Email.objects.filter(kind=EmailKind.ALERT, created_at__gt=now - timedelta(days=1))
    counted = (
        rows.order_by().values("subscriber").annotate(day=Count("pk"), hour=Count("pk", lately))
    )
    much = counted.filter(Q(hour__gte=_AN_HOUR) | Q(day__gte=_A_DAY)).values("subscriber")
    return due.filter(subscriber__in=much, subscriber__is_probe=False).values_list(
        "subscriber", flat=True
    )


def _told(change: Change, due: QuerySet[Notice]) -> QuerySet[Any]:
    """Each with the mail and the letter by which an earlier version was told, 0 for news."""
    if not news.is_follow_up(change):
        return due.annotate(
            told_letter=Value(0, BigIntegerField()), answered=Value(None, BigIntegerField())
        )
    last = news.told_notices(change).filter(subscriber=OuterRef("subscriber"))
    last = last.order_by("-change__sequence")
    return due.annotate(
        answered=Subquery(last.values("email")[:1]),
        told_letter=Subquery(last.values("email__letter")[:1]),
    )


def _write_group(
    change: Change, group: QuerySet[Any], language: str, reasons: str, told: int
) -> None:
    """One letter, and its mails to all of the group."""
    content = None
    if told:
        content = _content_told(change, told)
        if why := news.why_not_now(change, news.Told(0, content)):
            Notice.objects.filter(pk__in=list(group.values_list("pk", flat=True))).update(
                dropped=why
            )
            return
    letter = mail.alert(mail.Item(change, tuple(reasons.split("\n")), content), language)
    letter.save()
    _write_mails(change, letter, group)


def _content_told(change: Change, letter: int) -> dict[str, Any]:
    """What the letter told about the fact of this change."""
    tells = Letter.objects.values_list("tells", flat=True).get(pk=letter)
    earlier = news.beside(change).filter(sequence__lt=change.sequence).order_by("-sequence")
    for pk in earlier.values_list("pk", flat=True):
        if str(pk) in tells:
            told: dict[str, Any] = tells[str(pk)]
            return told
    return {}


def _write_mails(change: Change, letter: Letter, group: QuerySet[Any]) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    rows = group.order_by().values_list("subscriber_id", "answered")
    found, values = rows.query.sql_with_params()
    statement = f"""
        INSERT INTO legislation_email
            (subscriber_id, kind, lane, letter_id, recipient, message_id, answers_id, state,
             created_at, not_before, lease, attempt, error)
        SELECT s.id, %s, 1, %s, s.address, %s || s.mark || %s, CAST(g.answered AS bigint), %s, %s,
            CASE WHEN s.rests_until > %s THEN s.rests_until ELSE %s END, '', 0, ''
        FROM ({found}) g
        JOIN legislation_subscriber s ON s.id = g.subscriber_id"""  # noqa: S608
    before, after = mail.message_id_around(letter)
    kind, waiting = EmailKind.ALERT.value, EmailState.WAITING.value
    with connection.cursor() as cursor:
        cursor.execute(statement, [kind, letter.pk, before, after, waiting, now, now, now, *values])
        cursor.execute(
            """UPDATE legislation_notice SET email_id = e.id FROM legislation_email e
            WHERE e.letter_id = %s AND e.subscriber_id = legislation_notice.subscriber_id
            AND legislation_notice.change_id = %s AND legislation_notice.email_id IS NULL
            AND legislation_notice.dropped = ''""",
            [letter.pk, change.pk],
        )
