"""Mails on their way to the relay, what came back, and whether any may go at all."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse
from django.utils import timezone, translation

from legislation.domain.words import BounceKind, EmailKind, EmailState, Language
from legislation.models.constraints import known


class Letter(models.Model):
    """What a mail says, written once for all who are told the same in the same language.

    Where `place` stands, each mail has its reader's unsubscribe link. `tells` keeps for each
    change the content of the fact as it was told: what a later correction is held against.
    """

    token = models.CharField(max_length=32, unique=True, editable=False)
    subject = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=Language.choices(), default=Language.EN.value)
    tells = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [known("letter_language_known", "language", Language)]

    def __str__(self) -> str:
        return self.subject

    @property
    def place(self) -> str:
        """Where each mail has its own link: one of the same length, which is nobody's."""
        return unsubscribe_address(self.token[:22], self.language)


class EmailQuerySet(models.QuerySet["Email"]):
    """Mails on their way."""

    def due(self) -> Self:
        """To be sent now; what a person waits for goes before alerts."""
        return self.filter(
            state__in=[EmailState.WAITING, EmailState.IN_DOUBT],
            not_before__lte=timezone.now(),
        ).order_by("lane", "pk")


class Email(models.Model):
    """One mail to one person. What it says, word for word, is its letter.

    `lane` 0 is for what a person waits for at this moment. `answers` is the mail that this one
    corrects. `doubted_at` stays once a mail may have reached the relay without our knowing.
    """

    subscriber = models.ForeignKey(
        "legislation.Subscriber", models.SET_NULL, null=True, blank=True, related_name="emails"
    )
    kind = models.CharField(max_length=14, choices=EmailKind.choices())
    lane = models.PositiveSmallIntegerField(default=1)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="emails")
    recipient = models.EmailField(blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    answers = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="answered_by"
    )
    state = models.CharField(
        max_length=12, choices=EmailState.choices(), default=EmailState.WAITING.value
    )
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=40, blank=True, help_text="Which sender holds it.")
    attempt = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    doubted_at = models.DateTimeField(null=True, blank=True)
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
                fields=["lane", "id"],
                name="email_due",
                condition=Q(state__in=["waiting", "in_doubt"]),
            ),
            models.Index(fields=["leased_until"], name="email_leased", condition=Q(state="leased")),
            models.Index(fields=["lease"], name="email_of_a_lease", condition=Q(state="leased")),
            models.Index(fields=["subscriber", "created_at"], name="email_of_a_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.recipient}"

    @property
    def subject(self) -> str:
        """What stands above it."""
        return self.letter.subject

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        return self.filled(self.letter.text)

    @property
    def html(self) -> str:
        """What it says, as HTML."""
        return self.filled(self.letter.html)

    @property
    def headers(self) -> dict[str, str]:
        """Its header fields but those of every mail."""
        return {name: self.filled(value) for name, value in self.letter.headers.items()}

    def filled(self, text: str) -> str:
        """The letter's words with this reader's own link."""
        return text.replace(self.letter.place, self.unsubscribe)

    @property
    def unsubscribe(self) -> str:
        """The address that ends all; the first page where nobody is subscribed."""
        if self.subscriber is None:
            return f"{settings.SITE_URL}/"
        return unsubscribe_address(self.subscriber.token, self.letter.language)


def unsubscribe_address(token: str, language: str) -> str:
    """Where a subscriber ends it, in the language of the mail."""
    with translation.override(language):
        return f"{settings.SITE_URL}{reverse('unsubscribe', args=[token])}"


class Bounce(models.Model):
    """One mail that came back, or that its reader reported; `report` makes a repeat harmless.

    `undone_at`: it was one of too many at once, and so no fault of its reader's mailbox.
    """

    kind = models.CharField(max_length=10, choices=BounceKind.choices())
    subscriber = models.ForeignKey(
        "legislation.Subscriber", models.SET_NULL, null=True, blank=True, related_name="bounces"
    )
    email = models.ForeignKey(Email, models.SET_NULL, null=True, blank=True, related_name="bounces")
    report = models.CharField(max_length=80, unique=True, help_text="What tells it from others.")
    via = models.CharField(max_length=10, help_text="The relay's answer, or a report.")
    status = models.CharField(max_length=12, blank=True, help_text="RFC 3463, such as 5.1.1.")
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [known("bounce_kind_known", "kind", BounceKind)]
        indexes = [models.Index(fields=["at"], name="bounce_by_moment")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.words}"


class Relay(models.Model):
    """One row: whether mails may go out, and if not, since when and why.

    `away_until` is a pause that ends by itself; `held_why` one that a person ends. `fence` and
    `beats` are held against a file outside the database: a copy of it must not send.
    """

    away_until = models.DateTimeField(null=True, blank=True)
    away_since = models.DateTimeField(null=True, blank=True)
    away_why = models.TextField(blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_why = models.TextField(blank=True)
    checked_from = models.DateTimeField(
        null=True, blank=True, help_text="Refusals before this moment were looked at."
    )
    fence = models.CharField(max_length=40, blank=True)
    beats = models.PositiveBigIntegerField(default=0)
    probe_late_told_at = models.DateTimeField(null=True, blank=True)
    ticked_at = models.DateTimeField(null=True, blank=True, help_text="The clock's last tick.")

    def __str__(self) -> str:
        return self.held_why or self.away_why or "mails go out"
