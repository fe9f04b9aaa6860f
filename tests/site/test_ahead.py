"""What comes next: on the page of a file and on the front page."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council, timeline
from legislation.deadlines import deadlines, known_days
from legislation.deadlines.clauses import clauses
from legislation.domain.words import Confidence, Kind, Precision, TakesPart
from legislation.models import Event, MemberState, Participation, Proposal
from tests import make

pytestmark = pytest.mark.django_db

ADOPTED = date(2026, 10, 1)
DENMARK = date(2027, 4, 1)
DENMARK_DECIDES = "Denmark: last day to decide whether it carries the act over"


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """A day on which the act was adopted and nothing more is known."""
    day = date(2026, 11, 24)
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    return day


def takes_part(file: Proposal, **states: TakesPart) -> None:
    """The ledger of the file."""
    for code, part in states.items():
        state = MemberState.objects.filter(pk=code).first() or make.state(code)
        row = Participation(proposal=file, state=state, takes_part=part)
        council.record_participation(row, [make.proof()], make.EDITOR)


def schengen(file: Proposal) -> None:
    takes_part(
        file,
        DK=TakesPart.DOES_NOT_TAKE_PART,
        IE=TakesPart.UNRESOLVED,
        NO=TakesPart.ASSOCIATED,
    )


@pytest.fixture
def file(today: date) -> Proposal:
    """A file that the Council adopted, of which Denmark stands outside."""
    made = make.proposal("2026/0001(COD)")
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.event(made, Kind.COUNCIL_FIRST_READING_ADOPTION, ADOPTED, title="Council approves")
    schengen(made)
    return made


def page(client: Client, file: Proposal, query: str = "") -> str:
    """The section of the file's page."""
    answer = client.get(file.get_absolute_url() + query)
    assert answer.status_code == 200
    text = answer.content.decode()
    section = text.partition('id="ahead"')[2].partition("</section>")[0]
    return " ".join(section.split())


def coming(client: Client, address: str) -> str:
    """What comes next, of any page that has such a section."""
    text = client.get(address).content.decode().partition('id="ahead">')[2]
    return text_of(text.partition("</section>")[0])


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def keys(file: Proposal, on: date) -> list[str]:
    return [item.key for item in deadlines(file, on)]


def test_a_deadline_stands_with_its_day_its_base_and_its_article(
    client: Client, file: Proposal
) -> None:
    section = page(client, file)
    assert '<time datetime="2027-04-01">1 April 2027</time>' in section
    assert "uri=CELEX:12016E/PRO/22" in section
    said = text_of(section)
    assert f"1 April 2027 {DENMARK_DECIDES} into its own law" in said
    assert "Counted from 1 October 2026 1 source example.org" in said
    assert ". Article 4(1) of Protocol No 22 : verified" in said
    adoption = file.events.get(title="Council approves")
    assert f'<a href="{adoption.get_absolute_url()}"><time datetime="2026-10-01">' in section


def test_the_doubt_of_the_step_that_it_counts_from_is_said(client: Client, file: Proposal) -> None:
    weak = make.proof(confidence=Confidence.LOW)
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20), proofs=[weak])
    said = text_of(page(client, file))
    assert "Counted from 20 November 2026 1 source (low confidence)" in said


def test_what_waits_for_the_publication_says_so(client: Client, file: Proposal) -> None:
    waiting = text_of(page(client, file)).partition("The publication is not on record yet.")[2]
    assert "Last day to ask the Court to annul the act" in waiting
    assert "On the twentieth day after the publication" in waiting


def test_a_publication_fills_in_what_waited_for_it(client: Client, file: Proposal) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    said = text_of(page(client, file))
    assert "is not on record yet" not in said
    assert "10 December 2026 Entry into force" in said
    # 4 December, 4 February, 14 February 2027, a Sunday.
    assert "15 February 2027 Last day to ask the Court to annul the act" in said


def test_a_publication_known_by_its_month_alone_is_counted_from_by_nobody(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 10, 31), precision=Precision.MONTH)
    said = text_of(page(client, file))
    assert "The exact day of the step from which it is counted is not on record." in said
    assert "Last day to ask the Court" in said and "2027 Last day to ask" not in said


def test_a_day_on_record_goes_before_the_rule_and_the_difference_is_shown(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    force = date(2026, 12, 1)
    make.event(file, Kind.ENTRY_INTO_FORCE, force, title="In force soon", expected=True)
    said = text_of(page(client, file))
    assert "1 December 2026 In force soon" in said
    assert "By Article 297(1) TFEU it would be 10 December 2026" in said
    assert said.count("In force soon") == 1 and "Entry into force" not in said


def test_a_day_on_record_that_the_rule_gives_too_is_shown_once_with_the_article(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    make.event(file, Kind.ENTRY_INTO_FORCE, date(2026, 12, 10), title="In force", expected=True)
    said = text_of(page(client, file))
    assert said.count("10 December 2026") == 1
    assert "Article 297(1) TFEU" in said and "it would be" not in said


def test_an_expected_step_is_shown_once_with_what_the_treaty_says_of_it(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.SIGNATURE, None, title="The expected signature")
    said = text_of(page(client, file))
    assert "The expected signature The Treaty sets no period for it." in said
    assert "Signature by the Presidents" not in said


def test_what_has_passed_is_folded_away(client: Client, file: Proposal) -> None:
    make.event(file, Kind.TRANSPOSITION_DEADLINE, date(2026, 11, 2), title="Transpose")
    section = page(client, file)
    ahead, _, passed = section.partition("<details>")
    assert "Transpose" in passed and "Transpose" not in ahead
    assert "11 June 2025 Ireland: last day to say" in text_of(passed)
    assert "Deadlines that have passed: 2" in passed


def test_the_last_day_itself_has_not_passed(file: Proposal) -> None:
    for on, passed in ((DENMARK, False), (DENMARK + timedelta(days=1), True)):
        found = next(item for item in deadlines(file, on) if item.key == "denmark")
        assert (found.day, found.passed) == (DENMARK, passed)


def test_a_step_that_was_due_and_is_not_on_record_is_said_to_be_unconfirmed(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 10, 10))
    said = text_of(page(client, file)).partition("Deadlines that have passed")[0]
    assert "30 October 2026 · not confirmed on record Entry into force" in said
    make.event(file, Kind.ENTRY_INTO_FORCE, date(2026, 10, 30), title="In force")
    assert "Entry into force" not in text_of(page(client, file))


@pytest.mark.parametrize("kind", [Kind.OJ_PUBLICATION, Kind.ENTRY_INTO_FORCE])
def test_what_a_later_step_supposes_is_not_to_come_any_more(
    client: Client, file: Proposal, kind: Kind
) -> None:
    make.event(file, Kind.SIGNATURE, None, key="expected-signature", title="The signature")
    addresses = ("/", file.get_absolute_url(), f"{file.get_absolute_url()}briefing/")
    assert all("The signature" in coming(client, address) for address in addresses)
    make.event(file, kind, date(2026, 11, 20), title="It has happened")
    for address in addresses:
        text = coming(client, address)
        assert "The signature" not in text and "Publication in the Official Journal" not in text
    assert "signature" not in " ".join(keys(file, date(2026, 11, 24)))
    signature = file.events.get(key="expected-signature")
    assert client.get(signature.get_absolute_url()).status_code == 200


def test_before_the_adoption_nothing_that_hangs_on_it_is_told(
    client: Client, file: Proposal
) -> None:
    section = page(client, file, "?on=2026-09-30")
    assert "adopt" not in text_of(section).lower()
    assert "Article 297" not in section and "Denmark" not in section
    assert "2027" in page(client, file, "?on=2026-10-01")


def test_a_step_of_a_later_day_is_no_base_yet(client: Client, file: Proposal) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    assert "The publication is not on record yet." in page(client, file, "?on=2026-11-19")
    assert "15 February 2027" in text_of(page(client, file, "?on=2026-11-20"))


def test_a_retracted_step_is_no_base(file: Proposal, today: date) -> None:
    adoption = file.events.get(title="Council approves")
    timeline.retract_event(adoption, make.EDITOR.because("It was another file."))
    assert keys(file, today) == ["ireland-from-the-start"]


def test_denmark_has_a_choice_only_on_what_builds_on_schengen(today: date) -> None:
    other = make.proposal("2026/0002(COD)")
    make.event(other, Kind.COUNCIL_FIRST_READING_ADOPTION, ADOPTED)
    takes_part(other, DK=TakesPart.DOES_NOT_TAKE_PART, IE=TakesPart.VOTES)
    assert not set(keys(other, today)) & {"denmark", "ireland-afterwards"}


def test_a_file_of_which_nothing_follows_says_that_nothing_is_on_record(client: Client) -> None:
    section = page(client, make.proposal("2026/0003(COD)"))
    assert "No further step is on record." in section
    assert "verified" not in section


def test_known_days_are_those_with_a_day_the_earliest_first(file: Proposal, today: date) -> None:
    make.event(file, Kind.EP_PLENARY_DEBATE, date(2026, 12, 3), key="debate", expected=True)
    told = [(item.key, item.day, item.reckoned) for item in known_days(file, today)]
    assert told == [
        ("ireland-from-the-start", date(2025, 6, 11), True),
        ("debate", date(2026, 12, 3), False),
        ("denmark", DENMARK, True),
    ]


def test_the_front_page_has_days_by_rule_among_those_on_record(
    client: Client, file: Proposal
) -> None:
    debate = date(2026, 12, 3)
    make.event(file, Kind.EP_PLENARY_DEBATE, debate, title="Debate", expected=True)
    text = client.get("/").content.decode()
    said = text_of(text.partition('id="ahead"')[2])
    assert said.index("Debate") < said.index("1 April 2027 · Return Regulation · by rule, verified")
    assert f'<a href="{file.get_absolute_url()}#ahead">{DENMARK_DECIDES}' in text


def test_an_expected_step_that_a_rule_dates_is_one_line_of_the_front_page(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    make.event(file, Kind.ENTRY_INTO_FORCE, None, title="The expected entry into force")
    coming = client.get("/").content.decode().partition('id="ahead"')[2]
    assert coming.count("The expected entry into force") == 1
    assert "10 December 2026 · Return Regulation · by rule, unverified" in text_of(coming)


def test_the_front_page_says_of_what_was_due_what_the_page_of_the_file_says(
    client: Client, curated: None, today: date
) -> None:
    file = Proposal.objects.get(reference="2025/0059(COD)")
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20), title="Published")
    force = "21 November 2026 · not confirmed on record {}Entry into force of the regulation"
    hubs = "21 November 2026 · not confirmed on record {}Application of the provisions on return"
    there, front = coming(client, file.get_absolute_url()), coming(client, "/")
    by_rule = "· Return Regulation · by rule, unverified "
    for said in (force, hubs):
        assert said.format("") in there and said.format(by_rule) in front
    assert front.startswith("What comes next 21 November 2026")
    assert front.endswith("day not known · Return Regulation Repeal of Directive 2008/115/EC")
    card = text_of(client.get("/").content.decode().partition("<dt>Next</dt>")[2])
    due = "21 November 2026 : Entry into force of the regulation (not confirmed on record)"
    assert card.startswith(due)
    make.event(file, Kind.ENTRY_INTO_FORCE, date(2026, 11, 21), title="In force")
    for said in (force, hubs):
        left = said is hubs
        assert (said.format("") in coming(client, file.get_absolute_url())) is left
        assert (said.format(by_rule) in coming(client, "/")) is left
    assert hubs.format(by_rule) in coming(client, "/?on=2026-11-23")


def test_the_briefing_tells_what_comes_next_with_its_rule(client: Client, file: Proposal) -> None:
    text = client.get(f"{file.get_absolute_url()}briefing/?sections=ahead").content.decode()
    assert "Within six months after the Council has decided. Article 4(1) of Protocol No 22" in text


def test_the_briefing_says_what_is_doubtful_of_a_day_that_was_due(
    client: Client, curated: None, today: date
) -> None:
    file = Proposal.objects.get(reference="2025/0059(COD)")
    weak = make.proof(confidence=Confidence.MEDIUM)
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20), proofs=[weak])
    said = coming(client, f"{file.get_absolute_url()}briefing/?sections=ahead")
    assert "21 November 2026 · not confirmed on record Entry into force of the regulation" in said
    force = said.partition("Entry into force of the regulation")[2].partition("21 November")[0]
    assert "not on record: unverified, medium confidence. The day it counts from: medium" in force
    assert "By Article 297(1) TFEU it would be 10 December 2026: on the twentieth day" in force


def test_the_briefing_names_the_other_day_beside_one_on_record(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    make.event(file, Kind.ENTRY_INTO_FORCE, date(2026, 12, 1), title="Soon", expected=True)
    said = coming(client, f"{file.get_absolute_url()}briefing/?sections=ahead")
    assert "By Article 297(1) TFEU it would be 10 December 2026" in said.partition("Soon")[2]


def test_what_is_no_longer_followed_is_not_counted_on_the_front_page(
    client: Client, file: Proposal
) -> None:
    timeline.stop_following(file, make.EDITOR.because("It is over."))
    assert DENMARK_DECIDES not in client.get("/").content.decode()


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_queries_do_not_grow_with_steps_and_files(client: Client, file: Proposal) -> None:
    make.event(file, Kind.SIGNATURE, None)
    make.event(file, Kind.EP_PLENARY_DEBATE, date(2026, 12, 3), expected=True)
    pages = (file.get_absolute_url(), "/")
    few = [counted(client, address) for address in pages]
    for number in range(3):
        other = make.proposal(f"2026/001{number}(COD)")
        make.event(other, Kind.COUNCIL_FIRST_READING_ADOPTION, ADOPTED)
        make.event(other, Kind.OJ_PUBLICATION, date(2026, 11, 20))
        schengen(other)
    for kind in (Kind.ENTRY_INTO_FORCE, Kind.APPLICATION, Kind.REVIEW, Kind.OTHER):
        make.event(file, kind, None)
    for number in range(5):
        day = date(2028, 1, 1 + number)
        make.event(file, Kind.TRANSPOSITION_DEADLINE, day, expected=True)
    assert [counted(client, address) for address in pages] == few


def test_each_clause_rests_on_an_expected_step_of_the_curated_record(curated: None) -> None:
    for reference, rules in clauses().items():
        for rule in rules:
            event = Event.objects.get(proposal__reference=reference, key=rule.event)
            assert event.kind == rule.kind
            assert event.expected and event.happened_on is None
            assert rule.verified is False or rule.articles[0].address


def test_the_return_regulation_is_open_until_its_publication_and_then_filled(
    curated: None, today: date
) -> None:
    file = Proposal.objects.get(reference="2025/0059(COD)")
    before = {item.key: item for item in deadlines(file, today)}
    assert before["denmark"].day == DENMARK
    clause_keys = {rule.key for rule in clauses()[file.reference]}
    assert {before[key].day for key in {*clause_keys, "annulment"}} == {None}
    assert not any(key.startswith("expected-") for key in before)
    make.event(file, Kind.SIGNATURE, date(2026, 11, 18))
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    after = {item.key: item.day for item in deadlines(file, today) if not item.passed}
    assert after == {
        "annulment": date(2027, 2, 15),
        "application-frontex": date(2026, 11, 21),
        "application-most": date(2027, 11, 21),
        "application-return-hubs": date(2026, 11, 21),
        "denmark": DENMARK,
        "entry-into-force": date(2026, 11, 21),
        "ireland-afterwards": None,
        "repeal": None,
        "review-mutual-recognition": date(2029, 11, 21),
    }


def test_the_directive_of_2008_shows_what_has_passed(curated: None, today: date) -> None:
    file = Proposal.objects.get(reference="2005/0167(COD)")
    told = [(item.day, item.reckoned) for item in deadlines(file, today)]
    assert told == [
        (date(2011, 12, 24), False),
        (date(2010, 12, 24), False),
        (date(2009, 6, 9), True),
        (date(2009, 3, 17), True),
    ]


def test_a_day_by_rule_is_nowhere_surer_than_the_day_it_counts_from(
    client: Client, today: date
) -> None:
    made = make.proposal("2026/0001(COD)")
    digest = make.proof(confidence=Confidence.MEDIUM, note="Known from a digest")
    make.event(made, Kind.COUNCIL_FIRST_READING_ADOPTION, ADOPTED, proofs=[digest])
    schengen(made)
    front = text_of(client.get("/").content.decode().partition('id="ahead"')[2])
    assert "by rule, verified; the day it counts from: medium confidence Denmark" in front
    assert "1 October 2026 1 source (medium confidence)" in text_of(page(client, made))
    briefing = client.get(f"{made.get_absolute_url()}briefing/?show=ahead").content.decode()
    assert "verified. The day it counts from: medium confidence." in text_of(briefing)


def test_a_source_that_was_not_read_is_not_quoted_without_saying_so(
    client: Client, today: date
) -> None:
    made = make.proposal("2026/0001(COD)")
    digest = make.proof(confidence=Confidence.MEDIUM, note="Known from a digest")
    make.event(made, Kind.COUNCIL_FIRST_READING_ADOPTION, ADOPTED, proofs=[digest])
    whose = client.get("/").content.decode().partition("On the word of")[2].partition("</p>")[0]
    beside = re.sub(r'<span class="card".*?</a></span></span>', "", whose, flags=re.DOTALL)
    assert text_of(beside).endswith("1 source (medium confidence) Known from a digest.")
    assert "Known from a digest." in client.get(made.get_absolute_url()).content.decode()
    assert "Known from a digest" not in client.get(f"/?on={ADOPTED}").content.decode()


def test_the_repeal_of_the_old_directive_is_open_and_rests_on_the_title_of_the_proposal(
    client: Client, curated: None, today: date
) -> None:
    file = Proposal.objects.get(reference="2025/0059(COD)")
    said = coming(client, file.get_absolute_url())
    assert (
        "Repeal of Directive 2008/115/EC According to the title of the proposal; from which day "
        "is not on record. Final clause, not on record: unverified , 1 source (medium confidence)"
    ) in said
    make.event(file, Kind.OTHER, date(2026, 11, 20), title="Something else")
    for address in ("/", file.get_absolute_url()):
        assert "Repeal of Directive 2008/115/EC" in coming(client, address)
    assert "Abrogation de la directive 2008/115/CE" in coming(
        client, f"/fr{file.get_absolute_url()}"
    )


def test_the_record_for_programs_drops_a_supposed_step_as_the_page_does(
    client: Client, file: Proposal
) -> None:
    make.event(file, Kind.SIGNATURE, None, key="expected-signature", title="Signature")
    address = f"/api/v1/proposals/{file.slug}/record/"
    assert "expected-signature" in [e["key"] for e in client.get(address).json()["facts"]["ahead"]]
    make.event(file, Kind.OJ_PUBLICATION, date(2026, 11, 20))
    assert client.get(address).json()["facts"]["ahead"] == []
