"""The page of one file."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council, documents, timeline
from legislation.domain.words import Confidence, Institution, Kind, TakesPart, Vote
from legislation.models import (
    Actor,
    CouncilVote,
    Document,
    Event,
    Evidence,
    Participation,
    Proposal,
)
from tests import make

pytestmark = pytest.mark.django_db

ADDRESS = "/proposals/2025-0059-COD/"


@pytest.fixture
def file() -> Proposal:
    made = make.proposal(celex="52025PC0101", com_reference="COM(2025) 101")
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11), title="Commission proposes")
    make.event(made, Kind.COUNCIL_GENERAL_APPROACH, date(2025, 12, 8), title="Council agrees")
    make.event(made, Kind.EP_MANDATE_CONFIRMED, date(2026, 3, 26), title="Plenary confirms")
    make.event(made, Kind.COUNCIL_FIRST_READING_ADOPTION, date(2026, 10, 1), title="Adopted")
    make.event(made, Kind.SIGNATURE, None, title="Signature of the act")
    return made


def page(client: Client, query: str = "") -> str:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    "spelling",
    [
        "2025_59",
        "2025-59",
        "2025-0059",
        "2025-0059-cod",
        "2025%2F0059%28COD%29",
        "2025/0059(COD)",
        "2025/59/OLP",
    ],
)
def test_other_spellings_lead_to_the_one_address_for_good(
    client: Client, file: Proposal, spelling: str
) -> None:
    answer = client.get(f"/proposals/{spelling}/?on=2026-01-01")
    assert answer.status_code == 301
    assert answer["Location"] == f"{ADDRESS}?on=2026-01-01"


@pytest.mark.parametrize(
    ("spelling", "slug"),
    [
        ("52025PC0101", "2025-0059-COD"),
        ("COM(2025)101", "2025-0059-COD"),
        ("COM%282025%29%20101%20final", "2025-0059-COD"),
        ("com-2025-101", "2025-0059-COD"),
        ("32008L0115", "2005-0167-COD"),
        ("2008-115", "2005-0167-COD"),
        ("2008/115/EC", "2005-0167-COD"),
        ("2008/115", "2005-0167-COD"),
    ],
)
def test_a_document_that_names_one_file_leads_to_it(
    client: Client, spelling: str, slug: str
) -> None:
    make.proposal(com_reference="COM(2025) 101", celex="52025PC0101")
    make.proposal("2005/0167(COD)", com_reference="COM(2005) 391", celex="32008L0115")
    answer = client.get(f"/proposals/{spelling}/?on=2026-01-01")
    assert answer.status_code == 301
    assert answer["Location"] == f"/proposals/{slug}/?on=2026-01-01"
    assert client.get(f"/proposals/{slug}/").status_code == 200


def test_a_document_of_two_files_leads_to_none(client: Client) -> None:
    make.proposal(com_reference="COM(2025) 101")
    make.proposal("2025/0060(COD)", com_reference="COM(2025) 101")
    assert client.get("/proposals/COM(2025)101/").status_code == 404


def test_another_spelling_of_the_file_leads_to_the_event_too(
    client: Client, file: Proposal
) -> None:
    event = file.events.get(kind=Kind.COUNCIL_GENERAL_APPROACH)
    answer = client.get(f"/proposals/2025_59/events/{event.key}/")
    assert (answer.status_code, answer["Location"]) == (301, event.get_absolute_url())


@pytest.mark.parametrize(
    "unknown",
    [
        "2025_60",
        "2025-0059-CNS",
        "nonsense",
        "2025/0059(COD)/x",
        "COM(2025)102",
        "2008-0115-COD",
        "2025-06",
    ],
)
def test_what_is_not_followed_is_not_found(client: Client, file: Proposal, unknown: str) -> None:
    assert client.get(f"/proposals/{unknown}/").status_code == 404


def test_it_names_the_file_and_leads_to_the_official_pages(client: Client, file: Proposal) -> None:
    text = page(client)
    assert "https://eur-lex.europa.eu/procedure/EN/2025_59" in text
    assert "reference=2025%2F0059%28COD%29" in text
    assert "?uri=CELEX:52025PC0101" in text
    assert "?uri=COM:2025:0101:FIN" in text


def test_the_timeline_is_newest_first_with_years(client: Client, file: Proposal) -> None:
    text = page(client)
    timeline_part = text[text.index('id="timeline"') :]
    order = ["2026</h3>", "Adopted", "Plenary confirms", "2025</h3>", "Council agrees"]
    places = [timeline_part.index(words) for words in order]
    assert places == sorted(places)


def test_press_releases_stand_in_the_timeline_as_such(client: Client, file: Proposal) -> None:
    make.press_release(file, date(2026, 10, 1), title="Council adopts new rules")
    text = page(client)
    assert "Press release" in text
    assert "Council adopts new rules" in text


def test_weak_evidence_is_marked_in_words(client: Client, file: Proposal) -> None:
    make.event(file, Kind.OTHER, date(2026, 5, 1), proofs=[make.proof(confidence=Confidence.LOW)])
    assert "low confidence" in page(client)
    assert page(client).count("Low confidence: to be checked") == 1


def test_a_retracted_event_leaves_the_page(client: Client, file: Proposal) -> None:
    timeline.retract_event(file.events.get(title="Plenary confirms"), make.EDITOR.because("Wrong."))
    assert "Plenary confirms" not in page(client)


def test_on_a_day_the_file_stands_as_it_stood(client: Client, file: Proposal) -> None:
    text = page(client, "?on=2025-12-31")
    assert "as it stood on" in text
    assert f'<a href="{ADDRESS}">Show it as it stands today</a>' in text
    assert "Council agrees" in text
    for later in ("Plenary confirms", "Adopted", "Signature of the act"):
        assert later not in text
    assert "the Council agreed its general approach on 8 December 2025" in text


def test_on_a_day_after_the_last_step_what_was_expected_is_shown(
    client: Client, file: Proposal
) -> None:
    assert "Signature of the act" in page(client, "?on=2026-10-02")


def test_a_day_that_the_act_had_set_was_known_before_it_came(client: Client) -> None:
    made = make.proposal()
    make.event(made, Kind.OJ_PUBLICATION, date(2008, 12, 24))
    make.event(made, Kind.TRANSPOSITION_DEADLINE, date(2010, 12, 24), title="Deadline")
    make.event(made, Kind.COURT_JUDGMENT, date(2011, 4, 28), title="Judgment")
    text = page(client, "?on=2009-01-14")
    assert "Deadline" in text
    assert "Judgment" not in text


@pytest.mark.parametrize("day", ["2025-02-30", "yesterday", "2025-6-1", "20250601", "0000-00-00"])
def test_a_bad_day_is_answered_with_what_a_day_looks_like(
    client: Client, file: Proposal, day: str
) -> None:
    answer = client.get(ADDRESS, {"on": day})
    assert answer.status_code == 400
    assert b"2025-06-01" in answer.content


def test_a_day_to_come_is_refused(client: Client, file: Proposal) -> None:
    today = timezone.localdate()
    assert client.get(ADDRESS, {"on": today.isoformat()}).status_code == 200
    answer = client.get(ADDRESS, {"on": (today + timedelta(days=1)).isoformat()})
    assert answer.status_code == 400
    assert b"This day is still to come" in answer.content


def test_a_stage_claims_no_more_than_the_record_knows(client: Client, file: Proposal) -> None:
    stages = page(client).partition('id="stages"')[2].partition("</section>")[0]
    first = '<time datetime="2025-03-11">11 March 2025</time>'
    assert re.search(f"on record <a [^>]+>from {first}</a> <a [^>]+>until <time", stages)
    began = re.findall(r"(on record (?:<a [^>]+>)?)?(?:from|since) <time", stages)
    assert began and all(began)


def test_the_days_of_a_stage_lead_to_the_steps_that_set_them(
    client: Client, file: Proposal
) -> None:
    stages = page(client).partition('id="stages"')[2].partition("</section>")[0]
    mandate = stages.partition("Council&#x27;s mandate")[2].partition("</div>")[0]
    agreed = Event.objects.get(kind=Kind.COUNCIL_GENERAL_APPROACH)
    assert f'<a href="{agreed.get_absolute_url()}"><time datetime="2025-12-08">' in mandate


def timeline_of(text: str) -> str:
    return text.partition('id="timeline"')[2].partition('id="parliament-votes"')[0]


def test_the_timeline_is_narrowed_to_an_institution_and_a_kind(
    client: Client, file: Proposal
) -> None:
    for number in range(6):
        make.event(
            file,
            Kind.COUNCIL_DEBATE,
            date(2025, 6, 1 + number),
            title=f"Debate {number}",
            institutions=[Institution.CONSIL.value],
        )
    make.event(
        file,
        Kind.EP_PLENARY_DEBATE,
        date(2025, 7, 1),
        title="Parliament debates",
        institutions=[Institution.EP.value],
    )
    told = timeline_of(page(client, "?by=CONSIL"))
    assert "Debate 3" in told
    assert "Parliament debates" not in told
    assert "6 of 11 entries" in told
    told = timeline_of(page(client, "?kind=ep_plenary_debate"))
    assert "Parliament debates" in told
    assert "Debate 3" not in told
    told = timeline_of(page(client, "?by=CONSIL&kind=ep_plenary_debate"))
    assert "0 of 11 entries" in told
    assert "No step has been recorded" not in told


@pytest.mark.parametrize(
    ("query", "said", "status"),
    [
        ("by=zzz", "No institution is called “zzz” here.", 400),
        ("by=%00%3Cscript%3E", "No institution is called “ &lt;script&gt;” here.", 400),
        ("kind=nothing", "No kind of step is called “nothing” here.", 400),
        ("by=CONSIL&kind=nothing&on=2026-03-26", "No kind of step is called “nothing” here.", 400),
        ("by=ECB", "Nothing here is by: European Central Bank.", 200),
        ("kind=conciliation_convened", "Nothing here is of the kind: ", 200),
        ("kind=press_release", "Nothing here is of the kind: Press release.", 200),
    ],
)
def test_a_filter_of_the_timeline_that_nothing_has_is_said_to_be_none(
    client: Client, file: Proposal, query: str, said: str, status: int
) -> None:
    answer = client.get(f"{ADDRESS}?{query}")
    assert answer.status_code == status
    told = timeline_of(" ".join(answer.content.decode().split()))
    assert said in told
    day = "?on=2026-03-26" if "on=" in query else ""
    assert f'<a href="{ADDRESS}{day}#timeline">Show all</a>' in told
    assert "No step has been recorded" not in told


def test_the_page_has_the_map_of_the_first_topic_once_a_state_has_spoken(
    client: Client, file: Proposal
) -> None:
    assert '<figure class="europe">' not in page(client)
    make.position(file, "ES", day=date(2025, 12, 8))
    text = page(client)
    assert text.count('<figure class="europe">') == 1
    assert 'data-state="ES"' in text
    assert '<figure class="europe">' not in page(client, "?on=2025-12-07")


def test_files_of_the_reform_name_each_other_and_what_is_taken_for_them(
    client: Client, file: Proposal
) -> None:
    make.proposal("2005/0167(COD)", short_title="Return Directive")
    border = make.event(None, Kind.OTHER, date(2024, 5, 22), title="2024/1349 published")
    Event.objects.filter(pk=border.pk).update(key="2024-05-22-related-act-published")
    text = page(client)
    told = text.partition('id="related"')[2].partition('id="timeline"')[0]
    assert "/proposals/2005-0167-COD/" in told
    assert "2024/1349 published" in told.partition('id="look-alikes"')[2]
    early = page(client, "?on=2024-01-01")
    assert 'id="look-alikes"' not in early


def test_states_alike_are_one_line_and_each_other_has_its_own(
    client: Client, file: Proposal
) -> None:
    for code, name in (("AT", "Austria"), ("BE", "Belgium"), ("SE", "Sweden"), ("PL", "Poland")):
        part = Participation(
            proposal=file,
            state=make.state(code, name),
            takes_part=TakesPart.VOTES,
            note="It may opt out." if code == "PL" else "No special position is recorded.",
        )
        council.record_participation(part, [make.proof()], make.EDITOR)
    parts = page(client).partition("Who takes part")[2].partition("</section>")[0]
    assert "Votes: 4" in parts
    assert parts.count("No special position is recorded.") == 1
    assert parts.count("It may opt out.") == 1
    assert parts.count("https://example.org/a") == 2
    assert re.search(r"Austria</a>, <a [^>]*>Belgium</a>, <a [^>]*>Sweden</a>:", parts)


def test_who_takes_part_is_told_for_the_day(client: Client, file: Proposal) -> None:
    ireland = make.state("IE", "Ireland")
    for part, since in ((TakesPart.UNRESOLVED, None), (TakesPart.VOTES, date(2025, 7, 1))):
        row = Participation(proposal=file, state=ireland, takes_part=part, since_on=since)
        council.record_participation(row, [make.proof()], make.EDITOR)

    def parts(query: str = "") -> str:
        return page(client, query).partition("Who takes part")[2].partition("</section>")[0]

    assert "Unresolved: 1" in parts("?on=2025-06-30") and "Votes" not in parts("?on=2025-06-30")
    assert "Votes: 1" in parts() and "Unresolved" not in parts()
    assert "since" in parts() and "July 2025" in parts()


def test_votes_of_parliament_are_figures(client: Client, file: Proposal) -> None:
    make.event(
        file,
        Kind.EP_FIRST_READING,
        date(2026, 6, 17),
        institutions=[Institution.EP],
        votes_for=418,
        votes_against=218,
        abstentions=30,
    )
    text = page(client)
    assert "<b>418</b> for" in text
    assert "<b>218</b> against" in text
    assert "<b>30</b> abstentions" in text


def test_a_council_vote_says_that_the_rest_is_not_documented(
    client: Client, file: Proposal
) -> None:
    vote = CouncilVote(
        key="v",
        proposal=file,
        held_on=date(2025, 12, 8),
        body="JHA Council",
        subject="General approach",
        outcome="approved_by_qualified_majority",
    )
    spain = make.state("ES", "Spain")
    council.record_council_vote(vote, {Vote.AGAINST: [spain]}, [make.proof()], make.EDITOR)
    text = page(client)
    assert "approved by qualified majority" in text
    assert "Spain</a>: against" in text
    assert (
        "Only the votes that are named here are on record; of the other states nothing is known"
        in text
    )


def test_people_documents_and_states_are_there(client: Client, file: Proposal) -> None:
    person = Actor(proposal=file, role="rapporteur", name="A. Member", since_on=date(2025, 6, 1))
    timeline.record_actor(person, [make.proof()], make.EDITOR)
    paper = Document(
        proposal=file,
        reference="COM(2025) 101",
        celex="52025PC0101",
        title="Text",
        note="Its annex is not on record.",
    )
    documents.record_document(paper, [make.proof()], make.EDITOR)
    part = Participation(
        proposal=file,
        state=make.state("DK", "Denmark"),
        takes_part=TakesPart.DOES_NOT_TAKE_PART,
    )
    council.record_participation(part, [make.proof()], make.EDITOR)
    make.position(file)
    text = page(client)
    for words in ("A. Member", "from <time", "day not known", "Denmark", "1 position of 1 state"):
        assert words in text
    assert paper.note in text


def grow(file: Proposal, first: int, last: int) -> None:
    """Events with evidence, in bulk: only their number counts here."""
    events = Event.objects.bulk_create(
        Event(
            proposal=file,
            key=f"step-{n}",
            kind=Kind.OTHER,
            institutions=["EP"],
            title=f"Step {n}",
            happened_on=date(2026, 1, 1 + n % 28),
            origin="editor",
            votes_for=n,
            votes_against=1,
        )
        for n in range(first, last)
    )
    seen = file.changes.earliest("sequence").recorded_at
    proof = {"confidence": "medium", "first_seen_at": seen, "last_seen_at": seen}
    Evidence.objects.bulk_create(
        Evidence(event=event, address="https://example.org/", **proof) for event in events
    )


def count(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client)
    return len(queries)


def test_5000_events_cost_as_many_queries_as_50(client: Client, file: Proposal) -> None:
    make.press_release(file)
    grow(file, 0, 50)
    few = count(client)
    grow(file, 50, 5000)
    assert count(client) == few
