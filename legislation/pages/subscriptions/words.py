"""What may be followed, and what somebody follows, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from legislation.alerts import Choice
from legislation.alerts.matching import OUTLOOK, POSITION, RELEASE
from legislation.domain.procedure import StageSlug, stages_of
from legislation.domain.words import Kind, Membership
from legislation.models import MemberState, Proposal, Topic

Named = list[tuple[str, str]]

EVERYTHING = "Everything: each file followed here, also those added later"
#: What may be followed as a kind besides steps of the procedure.
NEWS = {
    POSITION: "Positions: what a state says",
    OUTLOOK: "What a vote would give: a majority won or lost",
    RELEASE: "Press releases",
}
STAGES: Named = StageSlug.choices()
KINDS = {**NEWS, **dict(Kind.choices())}


def kinds() -> list[tuple[str, Named]]:
    """All kinds, in groups: news, the steps of each stage, steps that may be taken in any."""
    groups: dict[str, Named] = {"News": list(NEWS.items())}
    for kind in Kind:
        rooms = stages_of(kind)
        room = next((stage.label for stage in StageSlug if stage in rooms), "At any stage")
        groups.setdefault(f"Steps: {room}", []).append((kind.value, kind.label))
    return list(groups.items())


@dataclass(frozen=True)
class Offer:
    """The files, topics and states that may be followed today: slugs and codes with names."""

    proposals: dict[str, str]
    topics: dict[str, str]
    states: dict[str, str]

    @classmethod
    def now(cls) -> Self:
        """What is on record: the newest file first, members before associates, nobody who left."""
        files = (
            Proposal.objects.in_order().reverse().values_list("slug", "short_title", "reference")
        )
        states = MemberState.objects.exclude(membership=Membership.FORMER)
        sorted_states = sorted(
            states, key=lambda each: (each.membership != Membership.MEMBER, each.name)
        )
        return cls(
            {slug: f"{title}, {reference}" for slug, title, reference in files},
            dict(Topic.objects.order_by("place", "slug").values_list("slug", "label")),
            {state.code: state.name for state in sorted_states},
        )

    def described(self, choice: Choice) -> str:
        """One thing that is followed, in words."""
        parts = list(self._parts(choice))
        if not parts:
            return EVERYTHING
        text = "; ".join(parts)
        return text[0].upper() + text[1:]

    def _parts(self, choice: Choice) -> Iterator[str]:
        alone = choice in (Choice(state=choice.state), Choice(topic=choice.topic))
        if choice.proposal:
            yield self.proposals.get(choice.proposal, choice.proposal)
        if choice.stage:
            yield f"stage: {dict(STAGES).get(choice.stage, choice.stage)}"
        if choice.kind:
            yield KINDS.get(choice.kind, choice.kind)
        if choice.topic:
            yield f"topic: {self.topics.get(choice.topic, choice.topic)}"
        if choice.state:
            name = self.states.get(choice.state, choice.state)
            yield f"what {name} says" if alone else f"state: {name}"
        if choice.provision:
            yield f"Article {choice.provision}"
        if choice.words:
            yield f"with the words “{choice.words}”"
