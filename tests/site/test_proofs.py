"""The mark beside a fact, its card, and the page that has all about its proof."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council, documents, evidence, timeline
from legislation.domain.words import Confidence, Institution, Kind, Origin, Outcome, Stance
from legislation.evidence import Reading
from legislation.journal import Author
from legislation.models import FACTS, Document, Event, Evidence, Proposal, Source
from tests import make

pytestmark = pytest.mark.django_db

READER = Author(Origin.SOURCE, run="scrape run 7")


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return re.sub(r"</?time[^>]*>", "", " ".join(answer.content.decode().split()))


def cards(client: Client, address: str) -> list[Tag]:
    return BeautifulSoup(client.get(address).content, "lxml").select(".card")


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def document(file: Proposal, *proofs: Any, reference: str = "COM(2025) 101") -> Document:
    row = Document(proposal=file, reference=reference, dated_on=date(2025, 3, 11))
    return documents.record_document(row, list(proofs) or [make.proof()], make.EDITOR)


def voted(file: Proposal, *addresses: str, **values: Any) -> Event:
    proofs = [make.proof(address=address) for address in addresses]
    acted = {"institutions": [Institution.EP.value], **values}
    return make.event(file, Kind.EP_FIRST_READING, date(2026, 6, 17), proofs=proofs, **acted)


def test_a_mark_opens_a_card_without_script(client: Client, file: Proposal) -> None:
    document(file, make.proof(), make.proof(address="https://eur-lex.europa.eu/b"))
    page = BeautifulSoup(client.get(file.get_absolute_url()).content, "lxml")
    mark = page.select_one("#documents ~ details .proof")
    assert mark is not None
    assert (mark.name, words(mark)) == ("button", "2 sources")
    card = page.find(id=str(mark["popovertarget"]))
    assert isinstance(card, Tag)
    assert card.has_attr("popover")
    assert not page.select("[onclick], script:not([type='application/ld+json'])")


def test_a_mark_that_is_heard_alone_says_what_it_proves(client: Client, file: Proposal) -> None:
    voted(file, "https://press.example/a", title='The "second" reading')
    document(file)
    page = BeautifulSoup(client.get(f"/de{file.get_absolute_url()}").content, "lxml")
    marks = page.select(".proof")
    names = [str(mark["aria-label"]) for mark in marks]
    assert '1 Quelle: The "second" reading' in names and "1 Quelle: COM(2025) 101" in names
    assert len(set(names)) == len(names)
    for mark, name in zip(marks, names, strict=True):
        assert name.startswith(words(mark))
        card = page.find(id=str(mark["popovertarget"]))
        assert isinstance(card, Tag)
        assert (card["role"], card["aria-labelledby"]) == ("group", mark["id"])


def test_the_card_names_the_weightiest_source_first(client: Client, file: Proposal) -> None:
    voted(
        file,
        "https://press.example/a",
        "https://eur-lex.europa.eu/b",
        "https://www.europarl.europa.eu/c",
    )
    (card,) = (
        card for card in cards(client, file.get_absolute_url()) if "press.example" in words(card)
    )
    order = re.findall(r"(\S+) : (.+?) \(", words(card))
    assert [host for host, _ in order] == [
        "europarl.europa.eu",
        "eur-lex.europa.eu",
        "press.example",
    ]
    assert order[0][1] == "the institution that acted"


def test_a_card_leads_to_the_stored_words_and_says_how_its_source_stands(
    client: Client, file: Proposal
) -> None:
    source = make.source()
    copy = make.snapshot(source)
    proof = make.proof(source=source, snapshot=copy, address=source.address)
    kept = document(file, proof).evidence.get()
    reading = Reading(Outcome.SUCCESS, "", "run 1", timezone.now())
    evidence.note_reading(source, reading)
    (card,) = (card for card in cards(client, file.get_absolute_url()) if "stored" in words(card))
    assert card.select_one(f'a[href="/snapshots/{copy.pk}/?evidence={kept.pk}#passage"]')
    assert re.search(r"EUR-Lex, \S+: fine, read 0 minutes ago", words(card).replace("\xa0", " "))
    Source.objects.update(succeeded_at=timezone.now() - timedelta(hours=19))
    (card,) = (card for card in cards(client, file.get_absolute_url()) if "stored" in words(card))
    assert "silent since" in words(card)


def test_every_kind_of_fact_that_evidence_proves_has_its_page(
    client: Client, file: Proposal
) -> None:
    make.position(file, "DE")
    make.press_release(file)
    document(file)
    make.populations()
    shown = set()
    for proof in Evidence.objects.all():
        address = f"/facts/{proof.kind.replace('_', '-')}/{proof.fact.pk}/"
        assert "What proves it" in text_of(client, address)
        shown.add(proof.kind)
    assert shown == {"proposal", "position", "press_release", "document", "population"}
    assert shown < set(FACTS)


def test_an_event_has_it_all_on_its_own_page(client: Client, file: Proposal) -> None:
    event = make.event(file)
    answer = client.get(f"/facts/event/{event.pk}/")
    assert answer.status_code == 301
    assert answer["Location"] == f"{event.get_absolute_url()}#evidence"


@pytest.mark.parametrize("address", ["/facts/event/999/", "/facts/nonsense/1/", "/facts/event/x/"])
def test_an_unknown_fact_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_it_says_who_put_it_on_record_and_names_no_editor(client: Client, file: Proposal) -> None:
    by = make.editor("anna")
    entered = Author(Origin.EDITOR, by=by, run="desk")
    row = Document(proposal=file, reference="COM(2025) 101")
    documents.record_document(row, [make.proof()], entered)
    source = make.source()
    read = make.proof(source=source, snapshot=make.snapshot(source))
    evidence.confirm(row, [read], READER)
    page = text_of(client, f"/facts/document/{row.pk}/")
    assert "Entered by an editor." in page
    assert "Read by this tracker." in page
    assert "Recorded by an editor" in page
    assert "anna" not in page


def test_the_curated_record_is_named_as_such(client: Client, file: Proposal) -> None:
    loaded = Author(Origin.BASELINE, run="baseline")
    row = Document(proposal=file, reference="COM(2025) 101")
    documents.record_document(row, [make.proof()], loaded)
    assert "Part of the curated record." in text_of(client, f"/facts/document/{row.pk}/")


def test_a_files_own_history_is_not_that_of_what_is_in_it(client: Client, file: Proposal) -> None:
    make.event(file, title="Commission proposes")
    page = text_of(client, f"/facts/proposal/{file.pk}/")
    assert page.count("Recorded by an editor") == 1


def test_a_position_that_was_corrected_leads_to_what_stands(client: Client, file: Proposal) -> None:
    old = make.position(file, "DE", Stance.SUPPORT)
    new = council.correct_position(old, {"stance": Stance.OPPOSE}, make.EDITOR.because("Misread."))
    page = text_of(client, f"/facts/position/{old.pk}/")
    assert "This entry was corrected." in page
    assert f"#{new.key}" in page
    log = f"/corrections/?fact=position-{old.pk}"
    assert log in page
    assert "Misread." in text_of(client, log)


def test_a_position_that_was_taken_back_is_gone_and_says_so(client: Client, file: Proposal) -> None:
    row = make.position(file)
    council.retract_position(row, make.EDITOR.because("Another state said so."))
    assert "taken back on" in text_of(client, f"/facts/position/{row.pk}/", 410)


def test_the_log_of_one_fact_holds_no_other(client: Client, file: Proposal) -> None:
    first, second = voted(file, "https://a.example/"), make.event(file)
    for event, why in ((first, "First reason."), (second, "Second reason.")):
        timeline.amend_event(event, {"happened_on": date(2026, 6, 1)}, make.EDITOR.because(why))
    assert f"/corrections/?fact=event-{first.pk}" in text_of(client, first.get_absolute_url())
    log = text_of(client, f"/corrections/?fact=event-{first.pk}")
    assert "First reason." in log
    assert "Second reason." not in log
    assert "Only those of: Event" in log


@pytest.mark.parametrize("asked", ["event-999999", "event-x", "x", "document-1", "event-", "-1"])
def test_the_log_of_no_fact_is_not_found(client: Client, file: Proposal, asked: str) -> None:
    assert client.get("/corrections/", {"fact": asked}).status_code == 404


def test_both_sides_of_a_disagreement_stand_beside_each_other(
    client: Client, file: Proposal
) -> None:
    event = voted(file, "https://www.europarl.europa.eu/c")
    rule = "the record: the institution that acted goes before others"
    copy = make.snapshot(make.source())
    make.conflict(event, "2026-06-18", field="date", snapshot=copy, preferred=rule)
    page = text_of(client, event.get_absolute_url())
    row = re.search(r"<tr><th scope=\"row\">Says</th>.*?</tr>", page)
    assert row is not None
    assert re.findall(r"<q>(.*?)</q>", row[0]) == ["17 June 2026", "18 June 2026"]
    assert "Open: the record stays as it is until a person has looked at both." in page
    assert "By rule the record carries more: the institution that acted goes before others." in page
    assert f'href="/snapshots/{copy.pk}/"' in page


def test_how_an_editor_argued_is_for_staff_and_what_came_of_it_for_all(
    client: Client, file: Proposal
) -> None:
    event = voted(file, "https://www.europarl.europa.eu/c")
    conflict = make.conflict(event, "2026-06-18", field="date")
    evidence.close_conflict(conflict, make.EDITOR.because("Maria at the registry told me."))
    page = text_of(client, event.get_absolute_url())
    assert "A person looked at both, and the record was kept." in page
    assert "Maria" not in page
    assert "an editor entered stands over what a source says." in page


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (date(2026, 6, 18), "The source was followed: the record says the same now."),
        (date(2026, 6, 19), "Over: the record was changed."),
    ],
)
def test_a_record_that_moved_says_whether_it_followed(
    client: Client, file: Proposal, day: date, outcome: str
) -> None:
    event = voted(file, "https://www.europarl.europa.eu/c")
    make.conflict(event, "2026-06-18", field="date")
    timeline.amend_event(event, {"happened_on": day}, make.EDITOR.because("So it is."))
    assert outcome in text_of(client, event.get_absolute_url())


def test_what_a_source_says_is_never_markup(client: Client, file: Proposal) -> None:
    wicked = "<script>alert(1)</script>"
    proofs = [
        make.proof(address="", citation=wicked, note=wicked, says={wicked: wicked}),
        make.proof(address='https://e.example/"onclick="x', confidence=Confidence.LOW),
    ]
    row = document(file, *proofs, reference=wicked)
    for address in (f"/facts/document/{row.pk}/", file.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<script>" not in page
        assert '"onclick' not in page


def test_what_was_known_has_its_marks_and_says_nothing_of_now(
    client: Client, file: Proposal
) -> None:
    source = make.source()
    copy = make.snapshot(source)
    proof = make.proof(source=source, snapshot=copy, address="https://a.example/")
    row = document(file, proof, make.proof(address="https://b.example/"))
    event = make.event(file, Kind.OTHER, date(2025, 6, 1), proofs=[proof, make.proof()])
    evidence.note_reading(source, Reading(Outcome.SUCCESS, "", "run 1", timezone.now()))
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    page = text_of(client, f"{file.get_absolute_url()}?known={now}")
    assert f'id="proof-document-{row.pk}"' in page
    assert f'href="/facts/document/{row.pk}/?known={now}"' in page
    assert f'href="/snapshots/{copy.pk}/?known={now}"' in page
    for words in (page, text_of(client, f"{event.get_absolute_url()}?known={now}")):
        assert "a.example" in words
        assert "fine, read" not in words
        assert "History of this entry" not in words
    assert "fine, read" not in text_of(client, f"{file.get_absolute_url()}?on=2025-07-01")


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_no_page_asks_more_for_more_proof(client: Client, file: Proposal) -> None:
    source = make.source(of=file)
    event = voted(file, "https://a.example/")
    row = document(file)
    addresses = [
        "/",
        "/sources/",
        file.get_absolute_url(),
        event.get_absolute_url(),
        f"/facts/document/{row.pk}/",
        "/states/DE/",
        f"{file.get_absolute_url()}positions/",
    ]

    def prove(number: int) -> None:
        proofs = [
            make.proof(
                source=source,
                identifier=f"{number} {n}",
                snapshot=make.snapshot(source, f"{number} {n}".encode()),
            )
            for n in range(2)
        ]
        for fact in (event, row, make.position(file, "DE", proofs=proofs), make.event(file)):
            evidence.confirm(fact, proofs, READER)
        document(file, *proofs, reference=f"ST {number}")
        make.conflict(event, f"2026-07-{number + 1:02}", field="date")

    prove(0)
    few = [_queries(client, address) for address in addresses]
    for number in range(1, 6):
        prove(number)
        make.source(f"more-{number}", file)
    assert [_queries(client, address) for address in addresses] == few
