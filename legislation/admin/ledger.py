"""The ledger of who votes on what: kept by publishers; an entry moves every threshold."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from legislation import council
from legislation.admin.days import FIRST_YEAR
from legislation.admin.kept import Kept, author
from legislation.admin.proof import PROOF_FIELDS, ProofForm
from legislation.council import Scenario
from legislation.domain.days import in_words
from legislation.domain.voting import VotingError
from legislation.domain.voting.rules import POPULATION_PCT
from legislation.domain.words import Membership, Precision, TakesPart
from legislation.models import MemberState, Participation, Proposal

_CONTENT = ["takes_part", "since_on", "legal_basis", "note"]
#: What a state cannot be on any proposal, by what it is to the Union.
_CANNOT_BE = {
    Membership.MEMBER: {TakesPart.ASSOCIATED},
    Membership.ASSOCIATED: {TakesPart.VOTES, TakesPart.UNRESOLVED},
    Membership.FORMER: {TakesPart.VOTES, TakesPart.UNRESOLVED},
}
_NEEDS_BASIS = {TakesPart.DOES_NOT_TAKE_PART, TakesPart.ASSOCIATED}


class ParticipationForm(ProofForm[Participation]):
    """Whether a state votes on a proposal, from a day on; what holds later is another entry."""

    class Meta:
        model = Participation
        fields = ["proposal", "state", *_CONTENT]
        widgets = {
            "legal_basis": forms.TextInput(attrs={"class": "vTextField"}),
            "note": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        }
        help_texts = {
            "since_on": "The first day of which it is true. Empty: from the start.",
            "legal_basis": "Such as “Protocol (No 22), Articles 1 and 2”.",
            "takes_part": "“Unresolved” where the state may still notify its choice; it does not "
            "count as voting for as long.",
        }

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        since = told.get("since_on")
        if since and since.year < FIRST_YEAR:
            self.add_error("since_on", f"This is the year {since.year:04}.")
        if told.get("takes_part") in _NEEDS_BASIS and not told.get("legal_basis"):
            self.add_error("legal_basis", "Say on what legal basis it does not vote.")
        self._clean_membership(told)
        if since and since > timezone.localdate() and self._moves(told):
            day = in_words(since, Precision.DAY)
            self.doubt(
                f"This day lies ahead: the thresholds stay as they are until then, and move on "
                f"{day}. Tick this if it is so, or mend the day."
            )
        if not self.errors.keys() - {"sure"}:
            self._clean_entry(told, since)
        return told

    def _clean_membership(self, told: dict[str, Any]) -> None:
        """Members alone vote, or may yet choose to; only others are associated."""
        state: MemberState | None = self.instance.state if self.instance.pk else told.get("state")
        if state is None or told.get("takes_part") not in _CANNOT_BE[Membership(state.membership)]:
            return
        if state.membership == Membership.MEMBER:
            text = f"{state} is a member state: it votes, does not take part, or is unresolved."
        else:
            former = state.membership == Membership.FORMER
            what = "former member state" if former else "Schengen associate"
            text = f"{state} is a {what}: it has no vote in the Council, and cannot opt for one."
        self.add_error("takes_part", text)

    def _moves(self, told: dict[str, Any]) -> bool:
        """Whether a vote is counted another way than by what stands."""
        names = ("takes_part", "since_on")
        return any(told.get(name) != self.initial.get(name) for name in names)

    def _clean_entry(self, told: dict[str, Any], since: Any) -> None:
        proposal: Proposal = told.get("proposal") or self.instance.proposal
        Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk)
        state = told.get("state") or self.instance.state
        others = Participation.objects.filter(proposal=proposal, state=state, since_on=since)
        if others.exclude(pk=self.instance.pk).exists():
            day = "from that day on" if since else "from the start"
            self.add_error("since_on", f"{state} has an entry {day}: correct that one.")
        elif self.instance.pk and not self.different() and not self.proofs():
            self.add_error(None, "Nothing is different from what stands: nothing was saved.")

    def different(self) -> dict[str, Any]:
        """What was typed and is not what stands."""
        stored = Participation.objects.get(pk=self.instance.pk)
        told = {name: self.cleaned_data[name] for name in _CONTENT}
        return {name: value for name, value in told.items() if value != getattr(stored, name)}


@admin.register(Participation)
class ParticipationAdmin(Kept[Participation]):
    """Who votes. A save is a record or an amendment in the journal, and says what it moved."""

    form = ParticipationForm
    list_display = ["state", "proposal", "takes_part", "since_on", "legal_basis"]
    list_filter = ["takes_part", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["state", "proposal"]
    search_fields = ["state__name", "legal_basis"]
    autocomplete_fields = ["proposal", "state"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        return super().get_queryset(request).select_related("state", "proposal")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Participation | None = None
    ) -> list[str]:
        return [] if obj is None else ["proposal", "state", "thresholds"]

    def get_fieldsets(self, request: HttpRequest, obj: Participation | None = None) -> Any:
        sets: list[Any] = [("The entry", {"fields": ["proposal", "state", *_CONTENT]})]
        if obj is not None:
            sets.append(("What it means for a vote today", {"fields": ["thresholds"]}))
        if obj is None or self.has_change_permission(request, obj):
            heading = "Evidence" if obj is None else "Further evidence"
            sets.append((heading, {"fields": PROOF_FIELDS}))
            sets.append(("Reason", {"fields": ["sure", "why"]}))
        return sets

    @admin.display(description="thresholds")
    def thresholds(self, entry: Participation) -> SafeString:
        """As they are today, and as they would be if this state voted, or did not."""
        one = frozenset({entry.state_id})
        scenarios = {
            "As it stands": None,
            f"If {entry.state} votes": Scenario(taking_part=one),
            f"If {entry.state} does not": Scenario(without=one),
        }
        told = [(label, thresholds(entry.proposal, set_)) for label, set_ in scenarios.items()]
        if len({text for _, text in told}) == 1:
            return format_html("{}", told[0][1])
        return format_html_join("", "<p><strong>{}:</strong> {}</p>", told)

    def save_model(self, request: HttpRequest, obj: Participation, form: Any, change: Any) -> None:
        by, proposal = author(request, form.cleaned_data["why"]), obj.proposal
        before = thresholds(proposal)
        if change:
            stored = Participation.objects.get(pk=obj.pk)
            council.amend_participation(stored, form.different(), by, form.proofs())
        else:
            council.record_participation(obj, form.proofs(), by)
        after = thresholds(proposal)
        text = format_html("The thresholds stay as they were: {}", after)
        if before != after:
            text = format_html("Before: {} Now: {}", before, after)
        self.message_user(request, text, messages.SUCCESS)


def thresholds(proposal: Proposal, scenario: Scenario | None = None) -> str:
    """What a vote on the file needs today, in one sentence."""
    try:
        electorate = council.board(proposal, scenario=scenario).electorate
    except VotingError as error:
        return f"It cannot be counted. {error}"
    people = -(-POPULATION_PCT * electorate.total // 100)
    told = f"{people:,} people" if electorate.in_persons else f"{people / 100:.2f} % of the Union's"
    return (
        f"{len(electorate.participants)} states vote, {electorate.members_required} of them must "
        f"be in favour, with {told}; {electorate.minimum_blocking_members} can block."
    )
