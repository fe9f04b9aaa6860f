"""What can be proved, and what can change: the tables of facts, by the name others use for them."""

from __future__ import annotations

from collections.abc import Container

from django.db import models

from legislation.domain.words import Institution
from legislation.models.council import (
    CouncilVote,
    JointStatement,
    Participation,
    Population,
)
from legislation.models.documents import Document
from legislation.models.positions import Position
from legislation.models.proposal import Actor, Event, PressRelease, Proposal, Statistic

#: The facts that evidence can prove: field name and table.
FACTS: dict[str, type[models.Model]] = {
    "proposal": Proposal,
    "event": Event,
    "press_release": PressRelease,
    "document": Document,
    "actor": Actor,
    "statistic": Statistic,
    "position": Position,
    "joint_statement": JointStatement,
    "council_vote": CouncilVote,
    "participation": Participation,
    "population": Population,
}
#: What a list of facts needs to name each of them, in one query.
FACT_NAMES = (
    "proposal",
    "event__proposal",
    "press_release__proposal",
    "document__proposal",
    "actor__proposal",
    "statistic",
    "position__state",
    "position__topic",
    "joint_statement__proposal",
    "council_vote__proposal",
    "participation__state",
    "participation__proposal",
    "population__state",
)


def acted_in(fact: models.Model) -> Container[Institution]:
    """The institutions whose own act, vote or release the fact is."""
    match fact:
        case Event():
            return {Institution(code) for code in fact.institutions}
        case PressRelease():
            return {Institution(fact.institution)}
        case CouncilVote():
            return {Institution.CONSIL}
    return ()
