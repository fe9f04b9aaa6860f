"""Subscribers, what they follow, what they are to be told, and what came of it."""

from __future__ import annotations

from datetime import time
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from legislation.domain.words import (
    Channel,
    ConsentAct,
    Language,
    Rhythm,
    SubscriberState,
    SuspendedFor,
    WishKind,
)
from legislation.models.constraints import known
from legislation.models.council import MemberState, Topic
from legislation.models.journal import Change
from legislation.models.mails import Email
from legislation.models.proposal import Proposal


class Wish(models.Model):
    """What somebody typed into a form, as it came: whose address it is shows by mail alone.

    A form's answer only writes such a row, whoever the address belongs to; the clock takes it up.
    `mailbox` and `client` are keyed hashes, by which wishes are counted.
    """

    kind = models.CharField(max_length=6, choices=WishKind.choices())
    address = models.EmailField()
    mailbox = models.CharField(max_length=32, db_index=True)
    client = models.CharField(max_length=32, blank=True)
    asked_at = models.DateTimeField(db_index=True)
    choice = models.JSONField(default=dict, blank=True)
    wording = models.TextField(blank=True)
    form = models.CharField(max_length=100, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    mailed = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [known("wish_kind_known", "kind", WishKind)]
        indexes = [
            models.Index(fields=["id"], name="wish_untaken", condition=Q(taken_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.asked_at:%Y-%m-%d %H:%M}"


class Subscriber(models.Model):
    """A person who asked to be told. No account and no password: a mailed link is the key.

    `token` is in the unsubscribe link and works for ever; `mark` is in the Message-IDs of the
    person's mails, so that nobody else can make up a report about one. The address goes when the
    person has gone (`forget`). `next_digest_at` is when notices that wait are told together.
    """

    address = models.EmailField(unique=True, null=True, blank=True, help_text="In lower case.")
    token = models.CharField(max_length=40, unique=True, editable=False)
    mark = models.CharField(max_length=40, unique=True, editable=False)
    state = models.CharField(
        max_length=12, choices=SubscriberState.choices(), default=SubscriberState.UNCONFIRMED.value
    )
    suspended_for = models.CharField(max_length=12, choices=SuspendedFor.choices(), blank=True)
    language = models.CharField(max_length=2, choices=Language.choices(), default=Language.EN.value)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices(), default=Rhythm.INSTANT.value)
    digest_time = models.TimeField(default=time(8))
    weekday = models.PositiveSmallIntegerField(default=0, help_text="Of a weekly mail; 0: Monday.")
    zone = models.CharField(max_length=64, default="Europe/Brussels")
    warns = models.BooleanField(
        "is warned", default=True, help_text="Seven days and one day before a known date."
    )
    next_digest_at = models.DateTimeField(null=True, blank=True, db_index=True)
    digested_at = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(
        null=True, blank=True, help_text="The mailbox took nothing: no mail until then."
    )
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    soft_bounced_at = models.DateTimeField(null=True, blank=True)
    is_probe = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(help_text="When a confirmation was last mailed.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            known("subscriber_state_known", "state", SubscriberState),
            known("subscriber_language_known", "language", Language),
            known("subscriber_rhythm_known", "rhythm", Rhythm),
            CheckConstraint(
                name="subscriber_active_once_confirmed",
                condition=~Q(state=SubscriberState.ACTIVE.value) | Q(confirmed_at__isnull=False),
            ),
            CheckConstraint(
                name="subscriber_active_has_an_address",
                condition=~Q(state=SubscriberState.ACTIVE.value) | Q(address__isnull=False),
            ),
            CheckConstraint(
                name="subscriber_suspended_for_a_reason",
                condition=~Q(state=SubscriberState.SUSPENDED.value) | ~Q(suspended_for=""),
            ),
            CheckConstraint(
                name="subscriber_digest_has_a_moment",
                condition=Q(rhythm=Rhythm.INSTANT.value)
                | ~Q(state=SubscriberState.ACTIVE.value)
                | Q(next_digest_at__isnull=False),
            ),
            CheckConstraint(name="subscriber_weekday_is_one", condition=Q(weekday__lte=6)),
        ]

    def __str__(self) -> str:
        return self.address or "address forgotten"


class Consent(models.Model):
    """One thing that a person did about being written to, kept as proof (Article 7(1) GDPR).

    Rows are added and never changed: the wording that was agreed to, its hash, when, in which form
    and language, and what was chosen.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents")
    act = models.CharField(max_length=10, choices=ConsentAct.choices())
    at = models.DateTimeField()
    wording = models.TextField(blank=True)
    wording_sha256 = models.CharField(max_length=64, blank=True)
    form = models.CharField(max_length=100, blank=True, help_text="Which form or link.")
    language = models.CharField(max_length=2, choices=Language.choices())
    choice = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [known("consent_act_known", "act", ConsentAct)]

    def __str__(self) -> str:
        return f"{self.act} on {self.at:%Y-%m-%d %H:%M}"


class Subscription(models.Model):
    """One thing that a subscriber follows: what is named must all fit, what is not named may be
    anything. A row that names nothing is everything.

    `key` says the same in one text, so that nobody follows a thing twice.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    stage = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=40, blank=True, help_text="Of an event, or of news.")
    topic = models.ForeignKey(
        Topic, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    state = models.ForeignKey(
        MemberState, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    provision = models.CharField(max_length=20, blank=True, help_text="An article's number.")
    words = models.CharField(max_length=100, blank=True, help_text="A search: all must occur.")
    key = models.CharField(max_length=300, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="subscription_once", fields=["subscriber", "key"])]
        indexes = [models.Index(fields=["proposal", "subscriber"], name="subscription_by_proposal")]

    def __str__(self) -> str:
        return f"{self.subscriber_id} follows {self.key or 'everything'}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices on their way into a mail."""

    def untold(self) -> Self:
        """Those that are to be told and have no mail yet."""
        return self.filter(email__isnull=True, dropped="")


class Notice(models.Model):
    """A change that is meant for a subscriber: one row, however often fan-out runs.

    `reasons` are the keys of the subscriptions that matched; `due_at` the moment in the person's
    rhythm; `email` the mail that tells it, once there is one; `dropped` why there is none.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="notices")
    change = models.ForeignKey(Change, models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=8, choices=Channel.choices(), default=Channel.EMAIL.value)
    reasons = models.TextField(blank=True, help_text="One subscription's key a line.")
    due_at = models.DateTimeField()
    email = models.ForeignKey(Email, models.SET_NULL, null=True, blank=True, related_name="notices")
    dropped = models.CharField(max_length=100, blank=True, help_text="Why it is not told.")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(name="notice_once", fields=["subscriber", "change", "channel"]),
            known("notice_channel_known", "channel", Channel),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="notice_untold",
                condition=Q(email__isnull=True, dropped=""),
            )
        ]

    def __str__(self) -> str:
        return f"change {self.change_id} for {self.subscriber_id}"
