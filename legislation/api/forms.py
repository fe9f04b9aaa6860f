"""How the values in a question are read; what can't be understood is refused with a sentence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from legislation.models import MemberState, Proposal, Topic

Row = TypeVar("Row", bound=Model)


class DayField(forms.CharField):
    """A day written as 2026-03-26 and in no other way."""

    def clean(self, value: Any) -> date | None:
        """The day, None without one."""
        text = super().clean(value)
        if not text:
            return None
        try:
            day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            raise ValidationError("Write a day of the calendar as 2026-03-26.")
        return day


class ProposalField(forms.CharField):
    """A proposal, by any spelling of its procedure reference."""

    def clean(self, value: Any) -> Proposal | None:
        """The proposal, None without a reference."""
        text = super().clean(value)
        if not text:
            return None
        proposal = Proposal.objects.spelled(text).first()
        if proposal is None:
            raise ValidationError(
                "No proposal here has that reference. Write it as 2025-0059-COD; "
                "/api/v1/proposals/ lists them."
            )
        return proposal


class StateField(forms.CharField):
    """A state, by its code."""

    def clean(self, value: Any) -> MemberState | None:
        """The state, None without a code."""
        return _row(MemberState, super().clean(value).upper(), "ISO 3166 codes; Greece is GR")


class TopicField(forms.CharField):
    """A topic, by its slug."""

    def clean(self, value: Any) -> Topic | None:
        """The topic, None without a slug."""
        return _row(Topic, super().clean(value), "/api/v1/topics/ lists the topics")


def _row(model: type[Row], key: str, where: str) -> Row | None:
    if not key:
        return None
    found = model._default_manager.filter(pk=key).first()
    if found is None:
        raise ValidationError(f"No {model._meta.verbose_name} of that name is known ({where}).")
    return found
