"""Subscribers, what they follow, what they are to be told, and the mails that tell them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils import timezone

from legislation.domain.words import Channel, EmailKind, EmailState, Rhythm, SubscriberState
from legislation.models.constraints import known
from legislation.models.journal import Change
from legislation.models.proposal import Proposal


class Subscriber(models.Model):
    """A person who asked to be told. No account and no password: a mailed link is the key.

    The consent is kept as proof: which wording was agreed to, where and when. `token` is in the
    unsubscribe link and works for ever.
    """

    address = models.EmailField(unique=True, help_text="In lower case.")
    token = models.CharField(max_length=40, unique=True, editable=False)
    state = models.CharField(
        max_length=12, choices=SubscriberState.choices(), default=SubscriberState.UNCONFIRMED.value
    )
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField(help_text="When a confirmation was last mailed.")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    consent = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            known("subscriber_state_known", "state", SubscriberState),
            CheckConstraint(
                name="subscriber_active_once_confirmed",
                condition=~Q(state=SubscriberState.ACTIVE.value) | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.address


class Subscription(models.Model):
    """What a subscriber follows: one proposal, or everything where none is named."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    proposal = models.ForeignKey(
        Proposal, models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices(), default=Rhythm.INSTANT.value)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(name="subscription_unique", fields=["subscriber", "proposal"]),
            UniqueConstraint(
                name="subscription_to_everything_unique",
                fields=["subscriber"],
                condition=Q(proposal__isnull=True),
            ),
            known("subscription_rhythm_known", "rhythm", Rhythm),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} follows {self.proposal_id or 'everything'}"


class EmailQuerySet(models.QuerySet["Email"]):
    """Mails on their way."""

    def due(self) -> Self:
        """To be sent now; what a person waits for goes before alerts."""
        now = timezone.now()
        return self.filter(
            state__in=[EmailState.WAITING, EmailState.IN_DOUBT],
            not_before__lte=now,
        ).order_by(models.Case(models.When(kind=EmailKind.ALERT, then=1), default=0), "pk")


class Email(models.Model):
    """One mail to one person, word for word as it was or will be said."""

    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, null=True, blank=True, related_name="emails"
    )
    kind = models.CharField(max_length=14, choices=EmailKind.choices())
    recipient = models.EmailField()
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(
        max_length=12, choices=EmailState.choices(), default=EmailState.WAITING.value
    )
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=40, blank=True, help_text="Which sender holds it.")
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            known("email_kind_known", "kind", EmailKind),
            known("email_state_known", "state", EmailState),
            CheckConstraint(
                name="email_sent_at_if_and_only_if_sent",
                condition=Q(state=EmailState.SENT.value, sent_at__isnull=False)
                | (~Q(state=EmailState.SENT.value) & Q(sent_at__isnull=True)),
            ),
            CheckConstraint(
                name="email_leased_until_a_moment",
                condition=~Q(state=EmailState.LEASED.value) | Q(leased_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                name="email_on_its_way",
                condition=Q(state__in=["waiting", "leased", "in_doubt"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"


class Notice(models.Model):
    """A change that is meant for a subscriber: one row, however often fan-out runs.

    `reasons` are the subscriptions that matched; `email` the mail that tells it, once there is one.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="notices")
    change = models.ForeignKey(Change, models.PROTECT, related_name="notices")
    channel = models.CharField(max_length=8, choices=Channel.choices(), default=Channel.EMAIL.value)
    reasons = models.JSONField(default=list)
    due_at = models.DateTimeField()
    email = models.ForeignKey(Email, models.SET_NULL, null=True, blank=True, related_name="notices")

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(name="notice_once", fields=["subscriber", "change", "channel"]),
            known("notice_channel_known", "channel", Channel),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="notice_untold", condition=Q(email__isnull=True))
        ]

    def __str__(self) -> str:
        return f"change {self.change_id} for {self.subscriber_id}"
