"""A file as linked data: only what is on record, and nothing that could leave its element."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from legislation.domain.words import Kind, Precision
from legislation.models import Proposal
from tests import make

pytestmark = pytest.mark.django_db

FOUND = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def linked(client: Client, file: Proposal, query: str = "") -> dict[str, Any]:
    page = client.get(file.get_absolute_url() + query).content.decode()
    found = FOUND.search(page)
    return dict(json.loads(found[1])) if found else {}


def test_a_pending_proposal_claims_neither_force_nor_makers_nor_days(
    client: Client, settings: Settings
) -> None:
    file = make.proposal(
        title="Proposal for a regulation",
        act_type="regulation",
        celex="52025PC0101",
        com_reference="COM(2025) 101",
    )
    make.event(file)
    make.event(file, Kind.EP_FIRST_READING, date(2026, 6, 17))
    make.event(file, Kind.SIGNATURE, None)
    assert linked(client, file) == {
        "@context": "https://schema.org",
        "@type": "Legislation",
        "url": f"{settings.SITE_URL}/proposals/2025-0059-COD/",
        "name": "Proposal for a regulation",
        "alternateName": "Return Regulation",
        "legislationIdentifier": ["2025/0059(COD)", "COM(2025) 101", "52025PC0101"],
        "legislationType": "regulation",
        "legislationLegalForce": "https://schema.org/NotInForce",
        "sameAs": [
            "https://eur-lex.europa.eu/procedure/EN/2025_59",
            "https://oeil.secure.europarl.europa.eu/oeil/en/procedure-file"
            "?reference=2025%2F0059%28COD%29",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:52025PC0101",
            "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=COM:2025:0101:FIN",
        ],
    }


def test_an_act_in_force_has_its_makers_and_the_days_that_are_known(client: Client) -> None:
    file = make.proposal()
    make.event(file, day=date(2005, 9, 1))
    make.event(file, Kind.EP_FIRST_READING, date(2008, 6, 18))
    make.event(file, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2008, 12, 9))
    make.event(file, Kind.SIGNATURE, date(2008, 12, 16))
    make.event(file, Kind.OJ_PUBLICATION, date(2008, 12, 24))
    make.event(file, Kind.ENTRY_INTO_FORCE, date(2009, 1, 13))
    make.event(file, Kind.APPLICATION, date(2010, 12, 31), precision=Precision.MONTH)
    told = linked(client, file)
    assert told["legislationLegalForce"] == "https://schema.org/InForce"
    assert [who["name"] for who in told["legislationPassedBy"]] == [
        "European Parliament",
        "Council of the EU",
    ]
    assert (told["legislationDate"], told["datePublished"]) == ("2008-12-16", "2008-12-24")
    assert "legislationDateOfApplicability" not in told  # known to the month alone
    assert linked(client, file, "?on=2008-01-01") == {}


def test_a_title_cannot_end_the_element(client: Client) -> None:
    hostile = "</script><script>alert(1)</script> & <!--"
    file = make.proposal(title=hostile)
    assert linked(client, file)["name"] == hostile
    page = client.get(file.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in page
