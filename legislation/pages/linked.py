"""A file as linked data (schema.org's Legislation, JSON-LD): what is on record, and no more."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from legislation.domain.procedure import StageSlug, Standing
from legislation.domain.words import Institution, Kind, Precision
from legislation.models import Event, Proposal
from legislation.pages.addresses import full
from legislation.pages.official import official

_BY_PARLIAMENT = {
    Kind.EP_FIRST_READING,
    Kind.EP_SECOND_READING_APPROVAL,
    Kind.EP_THIRD_READING,
}
_BY_COUNCIL = {
    Kind.COUNCIL_FIRST_READING_ADOPTION,
    Kind.COUNCIL_SECOND_READING_ADOPTION,
    Kind.COUNCIL_THIRD_READING,
    Kind.COUNCIL_ADOPTION,
}
_DATED = {
    Kind.SIGNATURE: "legislationDate",
    Kind.OJ_PUBLICATION: "datePublished",
    Kind.APPLICATION: "legislationDateOfApplicability",
}
#: Inside a script element no "<" may begin a tag; in JSON the escapes mean the same.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def linked_data(proposal: Proposal, on: date) -> SafeString:
    """The file as JSON-LD, safe inside a script element."""
    told = {name: value for name, value in _legislation(proposal, on).items() if value}
    text = json.dumps({"@context": "https://schema.org", "@type": "Legislation", **told})
    return mark_safe(text.translate(_ESCAPES))  # noqa: S308 - escaped a line above


def _legislation(proposal: Proposal, on: date) -> dict[str, Any]:
    kinds = [*_DATED, *_BY_PARLIAMENT, *_BY_COUNCIL]
    passed = list(proposal.events.happened(on).filter(kind__in=kinds).oldest_first())
    addresses = official(proposal.reference, proposal.celex, proposal.com_reference)
    references = (proposal.reference, proposal.com_reference, proposal.celex)
    return {
        "url": full(proposal.get_absolute_url()),
        "name": proposal.title,
        "alternateName": proposal.short_title,
        "legislationIdentifier": [each for each in references if each],
        "legislationType": proposal.act_type,
        "legislationLegalForce": f"https://schema.org/{_force(proposal, on)}",
        "legislationPassedBy": _passed_by({event.kind for event in passed}),
        **{_DATED[Kind(event.kind)]: _day(event) for event in passed if event.kind in _DATED},
        "sameAs": [
            each
            for each in (
                addresses.procedure,
                addresses.parliament,
                addresses.text,
                addresses.commission,
            )
            if each
        ],
    }


def _force(proposal: Proposal, on: date) -> str:
    rows = [stage.row for stage in proposal.stages.all()]
    rooms = {row.slug for row in rows if row.standing(on) is Standing.CURRENT}
    return "InForce" if StageSlug.IN_FORCE in rooms else "NotInForce"


def _passed_by(kinds: Collection[str]) -> list[dict[str, str]]:
    """Both institutions, once both have adopted: one alone passes nothing."""
    if not (_BY_PARLIAMENT & set(kinds) and _BY_COUNCIL & set(kinds)):
        return []
    return [
        {"@type": "GovernmentOrganization", "name": who.label}
        for who in (Institution.EP, Institution.CONSIL)
    ]


def _day(event: Event) -> str:
    """The day where it is known to the day; schema.org has no way to say less."""
    known = event.happened_on and event.precision == Precision.DAY
    return event.happened_on.isoformat() if known and event.happened_on else ""
