"""What may be followed, and what somebody follows, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.utils.translation import gettext_lazy as _

from legislation.alerts import Choice
from legislation.alerts.matching import OUTLOOK, POSITION, RELEASE
from legislation.domain.procedure import StageSlug, stages_of
from legislation.domain.words import Kind, Membership
from legislation.language import alphabetical, of_topic, recorded, sign, state_name, told
from legislation.models import MemberState, Proposal, Topic

Named = list[tuple[str, str]]

EVERYTHING = _("Everything: each file followed here, also those added later")
#: What may be followed as a kind besides steps of the procedure.
_NEWS = {
    POSITION: _("Positions: what a state says"),
    OUTLOOK: _("What a vote would give: a majority won or lost"),
    RELEASE: _("Press releases"),
}


def stages() -> Named:
    """The stages that may be followed."""
    return [(stage.value, told(stage)) for stage in StageSlug]


def kinds() -> list[tuple[str, Named]]:
    """All kinds, in groups: news, the steps of each stage, steps that may be taken in any."""
    groups: dict[str, Named] = {str(_("News")): [(kind, str(name)) for kind, name in _NEWS.items()]}
    for kind in Kind:
        rooms = stages_of(kind)
        room = next((told(stage) for stage in StageSlug if stage in rooms), str(_("At any stage")))
        group = _("Steps: %(stage)s") % {"stage": room}
        groups.setdefault(group, []).append((kind.value, told(kind)))
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
        topics = Topic.objects.order_by("place", "slug")
        states = MemberState.objects.exclude(membership=Membership.FORMER)
        named = [
            (each.membership != Membership.MEMBER, alphabetical(name), name, each.code)
            for each in states
            for name in [state_name(each.code, each.name)]
        ]
        return cls(
            {slug: f"{recorded(title)}, {reference}" for slug, title, reference in files},
            {slug: of_topic(label) for slug, label in topics.values_list("slug", "label")},
            {code: name for _rank, _place, name, code in sorted(named)},
        )

    def described(self, choice: Choice) -> str:
        """One thing that is followed, in words."""
        parts = list(self._parts(choice))
        if not parts:
            return str(EVERYTHING)
        text = f"{sign(';')} ".join(parts)
        return text[0].upper() + text[1:]

    def _parts(self, choice: Choice) -> Iterator[str]:
        alone = choice in (Choice(state=choice.state), Choice(topic=choice.topic))
        if choice.proposal:
            yield self.proposals.get(choice.proposal, choice.proposal)
        if choice.stage:
            name = dict(stages()).get(choice.stage, choice.stage)
            yield _("stage: %(stage)s") % {"stage": name}
        if choice.kind:
            yield _kind(choice.kind)
        if choice.topic:
            topic = self.topics.get(choice.topic, choice.topic)
            yield _("topic: %(topic)s") % {"topic": topic}
        if choice.state:
            name = self.states.get(choice.state, choice.state)
            said = _("what %(state)s says") if alone else _("state: %(state)s")
            yield str(said) % {"state": name}
        if choice.provision:
            yield _("Article %(number)s") % {"number": choice.provision}
        if choice.words:
            yield _("with the words “%(words)s”") % {"words": choice.words}


def _kind(kind: str) -> str:
    if kind in _NEWS:
        return str(_NEWS[kind])
    return told(Kind(kind)) if kind in set(Kind) else kind
