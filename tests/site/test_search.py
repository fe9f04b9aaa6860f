"""The search: what it finds, what it never shows, and that nothing typed breaks it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import alerts, council, documents, timeline
from legislation.alerts import Choice
from legislation.domain.searching import Sort
from legislation.domain.words import (
    Institution,
    Kind,
    Membership,
    Origin,
    Precision,
    StatementKind,
    StatementRole,
    Vote,
)
from legislation.journal import Author
from legislation.models import (
    Actor,
    Change,
    CouncilVote,
    Document,
    JointStatement,
    Notice,
    Proposal,
    SearchEntry,
    Statistic,
)
from legislation.search import Asked, find
from tests import make
from tests.test_alerts import confirmed

pytestmark = pytest.mark.django_db

WHY = make.EDITOR.because("The minutes say so.")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def file() -> Proposal:
    return make.proposal(com_reference="COM(2025) 101", celex="52025PC0101")


def page(client: Client, question: str, status: int = 200, **more: str) -> BeautifulSoup:
    answer = client.get("/search/", {"q": question, **more})
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "lxml")


def one(shown: BeautifulSoup, selector: str) -> Tag:
    found = shown.select_one(selector)
    assert found is not None, selector
    return found


def titles(shown: BeautifulSoup) -> list[str]:
    return [each.get_text() for each in shown.select("ol.news .what")]


def found(question: str, **more: Any) -> list[str]:
    """The titles of what is found, in their order."""
    answer = find(Asked(question, **more))
    return [hit.entry.title for hit in answer.hits(answer.ids)]


def test_every_kind_of_fact_is_found_and_leads_to_where_it_is_shown(
    client: Client, file: Proposal
) -> None:
    proofs = [make.proof()]
    make.event(file, title="Zebra event")
    make.event(None, title="Zebra context", day=date(2024, 1, 1), kind=Kind.OTHER)
    make.press_release(file, title="Zebra release")
    documents.record_document(
        Document(proposal=file, reference="A10-0001/2026", title="Zebra document"), proofs, WHY
    )
    timeline.record_actor(Actor(proposal=file, role="rapporteur", name="Zebra"), proofs, WHY)
    timeline.record_statistic(
        Statistic(indicator="zebras", period="2024", geo="EU", value=1, unit="x", publisher="y"),
        proofs,
        WHY,
    )
    position = make.position(file, summary="The zebra.")
    germany = position.state
    council.record_joint_statement(
        JointStatement(
            key="z", kind=StatementKind.LETTER, title="Zebras", stated_on=date(2025, 1, 1), count=1
        ),
        {StatementRole.SIGNATORY: [germany]},
        [],
        proofs,
        WHY,
    )
    council.record_council_vote(
        CouncilVote(key="v", held_on=date(2025, 1, 2), body="JHA", subject="Zebra", outcome="x"),
        {Vote.AGAINST: [germany]},
        proofs,
        WHY,
    )
    shown = page(client, "zebra")
    links = {link["href"] for link in shown.select("ol.news .what a")}
    assert len(links) == 9 == len(titles(shown))
    for link in links:
        path, _, anchor = str(link).partition("#")
        target = BeautifulSoup(client.get(path).content, "lxml")
        assert not anchor or target.find(id=anchor) is not None, link
    assert {SearchEntry.objects.get(title=title).sort for title in found("zebra")} == set(Sort) - {
        Sort.PROPOSAL
    }
    assert len(found("", who="DE")) == 3
    assert found("", who="CONSIL") == ["Zebra release", "Zebra"]


@pytest.mark.parametrize("written", ["com 2025 101 final", "2025/59", "52025PC0101", "2025-0059"])
def test_a_reference_names_its_file_and_finds_all_that_belongs_to_it(
    client: Client, file: Proposal, written: str
) -> None:
    make.event(file, title="It is proposed")
    make.event(
        make.proposal("2018/0329(COD)"),
        title="Another file, replaced by COM(2025) 101, 2025/0059(COD)",
    )
    make.event(make.proposal("2016/0357(COD)"), title="A third file")
    shown = page(client, written)
    assert one(shown, ".call .what a")["href"] == file.get_absolute_url()
    assert len(titles(shown)) == 3
    assert "A third file" not in str(shown)
    assert find(Asked(f"{written} proposed")).ids == find(Asked("proposed")).ids


def test_two_references_to_one_file_name_it_once(file: Proposal) -> None:
    assert len(find(Asked("COM(2025) 101, 2025/0059(COD)")).named) == 1


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("C0M 2025 101", "COM(2025) 101"),
        ("2025/0059(CDO)", "2025/0059(COD)"),
        ("EU 2025 0059", "2025/0059(COD)"),
        ("2025/0095", "2025/0059(COD)"),
        ("2025/0058(COD)", "2025/0059(COD)"),
        ("2025/0059(NLE)", "2025/0059(COD)"),
        ("52025PC0110", "52025PC0101"),
        ("2025/59 C0D", "2025/0059(COD)"),
        ("2025/O059(C0D)", "2025/0059(COD)"),
        ("COM 2025 110", "COM(2025) 101"),
        ("COM(2025) 1O1 final", "COM(2025) 101"),
        ("C0M 2025 011", "COM(2025) 101"),
        ("52O25PCO1O1", "52025PC0101"),
        ("52025pcOl01", "52025PC0101"),
    ],
)
def test_a_misspelt_reference_is_asked_about_and_never_taken_for_another(
    client: Client, file: Proposal, slip: str, meant: str
) -> None:
    make.event(file, title="It is proposed")
    make.proposal("2005/0167(COD)", com_reference="COM(2005) 391", celex="52005PC0391")
    shown = page(client, slip)
    assert titles(shown) == [] and not shown.select("ol.news")
    [offered] = shown.select(".banner a")
    assert offered.get_text() == meant
    assert "It is proposed" in titles(page(client, meant))
    assert client.get(f"/search/{offered['href']}").status_code == 200


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("32OO8L0115", "32008L0115"),
        ("32OO8LO115", "32008L0115"),
        ("3200BL0115", "32008L0115"),
        ("2008/ll5/EC", "2008/115/EC"),
        ("2O08/115/EC", "2008/115/EC"),
    ],
)
def test_letters_that_look_like_digits_are_asked_about(
    file: Proposal, slip: str, meant: str
) -> None:
    make.event(file, title="The act is repealed", detail="Directive 2008/115/EC")
    assert find(Asked(slip)).nearest == [meant]
    assert found(meant) == ["The act is repealed"]


@pytest.mark.parametrize("question", ["32O24R1349", "article 5b", "2O25/1", "l0 or B2"])
def test_digits_that_make_no_reference_on_record_are_not_offered(
    file: Proposal, question: str
) -> None:
    assert find(Asked(question)).nearest == []


@pytest.mark.parametrize(
    "question",
    ["2016/0357(COD)", "2024/1349", "hubs", "A10-0001/2026", "COM(2025) 391", "SWD(2025) 110"],
)
def test_what_looks_like_nothing_on_record_is_offered_nothing(
    file: Proposal, question: str
) -> None:
    assert find(Asked(question)).nearest == []


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("retrun", "return"),
        ("Denmrak", "Denmark"),
        ("genral approach", "general approach"),
        ("approach genral retrun", "approach general return"),
        ('"genral approach"', '"general approach"'),
        ("Danmeark", "Danemark"),
        ("Rückkehrzenrten", "Rückkehrzentren"),
        ("2025/0059 genral", "2025/0059 general"),
    ],
)
def test_a_misspelt_word_is_asked_about_and_nothing_is_searched_instead(
    client: Client, file: Proposal, slip: str, meant: str
) -> None:
    make.event(file, title="General approach of the Council on the Return Regulation")
    make.event(file, title="Yet another general approach on return")
    make.state("DK", "Denmark")
    hubs = make.topic(label="Return hubs in third countries")
    make.position(file, "DK", topic=hubs)
    shown = page(client, slip)
    assert titles(shown) == [] and "Nothing found" in shown.get_text()
    offered = shown.select(".banner a")
    assert meant in [each.get_text() for each in offered]
    for each in offered:
        assert titles(BeautifulSoup(client.get(f"/search/{each['href']}").content, "lxml"))
    assert "feed/?q=" not in str(one(shown, "main"))


@pytest.mark.parametrize("question", ["xyzzyq", "retrun xyzzyq", "general return", "abc"])
def test_no_other_word_is_offered_than_one_that_finds_something(
    file: Proposal, question: str
) -> None:
    make.event(None, Kind.OTHER, title="General approach")
    make.event(None, Kind.OTHER, title="Adoption")
    make.proposal("2018/0329(COD)", short_title="Recast")
    assert find(Asked(question)).respelt == []


def test_a_word_of_a_later_day_is_not_offered_on_a_day(file: Proposal) -> None:
    make.event(file, day=date(2025, 3, 11), title="It is proposed")
    make.event(file, Kind.TRILOGUE, date(2026, 4, 1), title="Zebras")
    assert find(Asked("zberas")).respelt == ["Zebras"]
    assert find(Asked("zberas", on=date(2026, 3, 26))).respelt == []


def test_words_are_compared_in_as_many_queries_however_long_the_record_is(
    client: Client, file: Proposal
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert find(Asked("zberas detenton")).respelt == ["Zebras detention"]
        return len(queries)

    make.event(file, Kind.OTHER, date(2025, 1, 1), title="Zebras in detention")
    few = asked()
    for number in range(2, 20):
        make.event(file, Kind.OTHER, date(2025, 1, number), title=f"Zebras in detention {number}")
    assert asked() == few <= 9


def test_an_act_that_is_only_mentioned_is_said_to_be(client: Client, file: Proposal) -> None:
    make.event(None, Kind.OTHER, title="Regulation (EU) 2024/1349 is published")
    shown = page(client, "2024/1349")
    assert "No file and no document on record has the reference 2024/1349" in shown.get_text()
    assert titles(shown) == ["Regulation (EU) 2024/1349 is published"]
    assert "Around the files" in one(shown, "ol.news .kicker").get_text()


def test_a_state_is_found_by_its_name_in_each_language(file: Proposal) -> None:
    for code, name in (("ES", "Spain"), ("DE", "Germany")):
        make.state(code, name)
        make.position(file, code)
    for name in ("Spain", "Espagne", "Spanien"):
        assert [title[:5] for title in found(name)] == ["Spain"], name
    assert found("Spaniel") == []


def test_a_state_is_found_by_other_names_in_common_use(file: Proposal) -> None:
    names = {
        ("NL", "Netherlands"): ("Holland", "Hollande", "The Netherlands", "Pays-Bas"),
        ("CZ", "Czechia"): ("Czech Republic", "Tschechische Republik", "République tchèque"),
        ("GB", "United Kingdom"): ("UK", "Great Britain", "Großbritannien"),
        ("GR", "Greece"): ("EL", "Griechenland"),
        ("PL", "Poland"): ("Poland",),
    }
    for code, name in names:
        make.state(code, name)
        make.position(file, code)
    for (_, name), others in names.items():
        for other in others:
            assert [title.split(" on:")[0] for title in found(other)] == [name], other


@pytest.mark.parametrize(
    "name", ["Rückführungsverordnung", "Règlement retour", "Return Regulation", "ruckfuhrungsver"]
)
def test_a_file_is_found_by_its_name_in_each_language(file: Proposal, name: str) -> None:
    make.proposal("2005/0167(COD)", short_title="Return Directive")
    assert found(name) == ["Return Regulation, 2025/0059(COD)"]
    assert found("directive retour") == ["Return Directive, 2005/0167(COD)"]


def test_accents_and_beginnings(file: Proposal) -> None:
    make.event(file, title="Šefčovič vor der Höheren Instanz")
    for words in ("Sefcovic", "sefc", "Höhere", "HOHEREN", "inst höh", '"der Höheren"'):
        assert found(words) == ["Šefčovič vor der Höheren Instanz"], words
    assert found("stanz") == found('"der Höhere"') == []


def test_what_fits_best_comes_first_and_otherwise_the_newest(file: Proposal) -> None:
    make.event(file, day=date(2025, 1, 1), title="Detention", detail="One.")
    make.event(file, day=date(2026, 1, 1), title="Other", detail=f"Detention. {'And more. ' * 20}")
    make.event(file, day=None, kind=Kind.SIGNATURE, title="Awaited", detail="detention")
    assert found("detention")[0] == "Detention"
    assert found("detention", order="newest") == ["Other", "Detention", "Awaited"]
    assert found("2025/0059", sort=Sort.EVENT) == ["Other", "Detention", "Awaited"]


def test_of_many_hits_the_newest_are_ranked_and_the_others_follow_by_day(
    file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, title in enumerate(["hub 1", "hub 2", "text 3", "hub 4"], 1):
        day, detail = date(2025, 1, number), "hub and more of it" if "3" in title else ""
        make.event(file, Kind.OTHER, day, title=title, detail=detail)
    assert found("hub")[-1] == "text 3"
    monkeypatch.setattr("legislation.search.engine.RANKED", 2)
    assert found("hub") == ["hub 4", "text 3", "hub 2", "hub 1"]


def test_filters(file: Proposal) -> None:
    other = make.proposal("2018/0329(COD)")
    make.event(file, day=date(2025, 1, 1), title="hub 1", institutions=[Institution.EP])
    make.event(other, day=date(2025, 1, 2), title="hub 2", institutions=[Institution.CONSIL])
    make.press_release(file, day=date(2025, 1, 3), title="hub 3")
    make.event(file, day=None, kind=Kind.SIGNATURE, title="hub 4")
    new = {"order": "newest"}
    assert found("hub", sort=Sort.EVENT, **new) == ["hub 2", "hub 1", "hub 4"]
    assert found("hub", file=file.pk, **new) == ["hub 3", "hub 1", "hub 4"]
    assert found("hub", who="CONSIL", **new) == ["hub 3", "hub 2"]
    assert found("hub", since=date(2025, 1, 2), **new) == ["hub 3", "hub 2"]
    assert found("hub", until=date(2025, 1, 2), **new) == ["hub 2", "hub 1"]
    assert found("", since=date(2025, 1, 2), until=date(2025, 1, 2)) == ["hub 2"]
    assert found("", since=date.min, until=date.max, sort=Sort.PRESS_RELEASE) == ["hub 3"]


def test_what_was_taken_back_is_gone_and_comes_back_when_it_is_restored(file: Proposal) -> None:
    event = make.event(file, title="A zebra")
    timeline.retract_event(event, WHY)
    assert found("zebra") == []
    timeline.restore_event(event, WHY)
    assert found("zebra") == ["A zebra"]
    timeline.amend_event(event, {"title": "A giraffe", "happened_on": date(2025, 4, 1)}, WHY)
    assert (found("zebra"), found("giraffe")) == ([], ["A giraffe"])


def test_of_a_statement_the_last_correction_is_found_and_no_draft(file: Proposal) -> None:
    position = make.position(file, summary="The zebra.")
    corrected = council.correct_position(position, {"summary": "The giraffe."}, WHY)
    assert (len(found("zebra")), len(found("giraffe"))) == (0, 1)
    council.retract_position(corrected, WHY)
    assert found("zebra") == found("giraffe") == []
    council.restore_position(corrected, WHY)
    assert (len(found("zebra")), len(found("giraffe"))) == (0, 1)
    make.draft(file, make.editor(), summary="The okapi.")
    assert found("okapi") == []


def test_a_new_member_of_a_statement_is_found(file: Proposal) -> None:
    states = [make.state("DE", "Germany"), make.state("FR", "France")]
    statement = JointStatement(
        key="l", kind=StatementKind.LETTER, title="A letter", stated_on=date(2025, 1, 1), count=2
    )
    proofs = [make.proof()]
    members = {StatementRole.SIGNATORY: states[:1]}
    council.record_joint_statement(statement, members, [], proofs, WHY)
    assert (found("germany"), found("france")) == (["A letter"], [])
    council.add_members(statement, states[1:], StatementRole.SIGNATORY, [], proofs, WHY)
    assert found("france letter", who="FR") == ["A letter"]


def test_making_the_index_anew_changes_nothing(curated: None) -> None:
    make.state("XK", "Kosovo", membership=Membership.ASSOCIATED)
    before = list(SearchEntry.objects.values().order_by("pk"))
    assert len(before) > 300
    call_command("reindex")
    assert list(SearchEntry.objects.values().order_by("pk")) == before
    SearchEntry.objects.all().delete()
    assert found("hubs") == []
    call_command("reindex")
    assert len(found("hubs")) > 50


def test_a_transaction_that_fails_leaves_nothing_to_find(file: Proposal) -> None:
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        make.event(file, title="A zebra")
        raise RuntimeError
    assert found("zebra") == []


def test_highlights_are_safe(client: Client, file: Proposal) -> None:
    make.event(file, title="<script>alert('hub')</script>", detail="<b>Hubs</b> & <mark>x</mark>")
    text = client.get("/search/", {"q": "hub <script>"}).content.decode()
    assert "&lt;<mark>script</mark>&gt;alert(&#x27;<mark>hub</mark>&#x27;)&lt;/" in text
    assert "&lt;b&gt;<mark>Hubs</mark>&lt;/b&gt; &amp; &lt;mark&gt;x&lt;/mark&gt;" in text
    assert "<script" not in text and 'value="hub &lt;script&gt;"' in text


HOSTILE = [
    '"unbalanced',
    '""""',
    "*",
    "hub* -hub +hub ^hub",
    "NEAR(hub hubs, 5)",
    "title_words: hub",
    "hub AND OR NOT",
    "hub & ! | <-> :*A",
    "'; DROP TABLE legislation_searchentry; --",
    "\0hub\0",
    "?!.,;:()[]{}",
    "😀 🇪🇺",
    "x" * 100_000,
    " ".join(["hub"] * 5000),
    "a " * 99,
    "99999999999999999999/9999 2025/0000(COD) COM(9999) 99999",
    "2025/0059(COD) " * 30,
    "\u202ehub\u0301\ufeff",
    "\\ % _ {} %s {{ q }}",
    "ßall ßkevent",
]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_is_typed_breaks_it(client: Client, file: Proposal, question: str) -> None:
    make.event(file, title="hub")
    for address in ("/search/", "/search/feed/"):
        assert client.get(address, {"q": question}).status_code == 200
    assert client.get("/api/v1/search/", {"q": question[:200]}).status_code in {200, 400}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "subscriber"},
        {"file": "nowhere"},
        {"who": "XX"},
        {"since": "2025-02-30"},
        {"until": "\0"},
        {"order": "x"},
        {"who": "<b>"},
    ],
)
def test_a_filter_that_is_not_known_is_said_to_be(client: Client, wrong: dict[str, str]) -> None:
    shown = page(client, "hub", 400, **wrong)
    assert "Nothing was searched" in shown.get_text() and shown.select_one("details[open] .wrong")
    assert client.get("/search/feed/", {"q": "hub", **wrong}).status_code == 200


def test_pages(client: Client, file: Proposal) -> None:
    for number in range(1, 23):
        make.event(file, Kind.OTHER, date(2025, 1, number), title=f"hub {number}")
    first = page(client, "hub", order="newest")
    assert titles(first)[0] == "hub 22" and len(titles(first)) == 20
    following = one(first, "a[rel=next]")["href"]
    assert following == "?q=hub&order=newest&page=2"
    second = BeautifulSoup(client.get(f"/search/{following}").content, "lxml")
    assert titles(second) == ["hub 2", "hub 1"] and one(second, "ol.news")["start"] == "21"
    for wrong in ("99", "0", "-1", "x", ""):
        assert page(client, "hub", page=wrong).select("ol.news li")


def test_of_more_than_a_thousand_the_newest_are_looked_at(
    client: Client, file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from legislation.search import engine

    for number in (1, 2, 3):
        make.event(file, Kind.OTHER, date(2025, 1, number), title=f"hub {number}")
    match = engine.match
    monkeypatch.setattr(
        "legislation.search.finding.match", lambda *a, **k: match(*a, **{"most": 2} | k)
    )
    for order in ("best", "newest"):
        answer = find(Asked("hub", order=order))
        assert answer.more
        assert {h.entry.title for h in answer.hits(answer.ids)} == {"hub 2", "hub 3"}
    assert "More than 1000 results" in page(client, "hub").get_text()


def test_empty_and_without_a_result_it_helps(client: Client, file: Proposal) -> None:
    assert "References" in page(client, "").get_text()
    assert "write at least one" in page(client, "?!").get_text()
    nothing = page(client, "okapi zebra", kind="event").get_text()
    assert "Nothing found" in nothing and "Use fewer words" in nothing
    assert page(client, "okapi", kind="event").select_one('a[href="?q=okapi"]')


def test_queries_are_as_many_for_many_hits_as_for_one(client: Client, file: Proposal) -> None:
    def asked() -> dict[str, int]:
        counts = {}
        for address in (
            "/search/?q=hub",
            "/search/?q=2025/0059+hub",
            "/search/?q=hub&kind=event&file=2025-0059-COD&who=DE",
            "/search/feed/?q=hub",
            "/api/v1/search/?q=hub",
            "/search/?q=2025/0095",
        ):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts[address] = len(queries)
        return counts

    def more(number: int) -> None:
        day = date(2025, 1, 1) + timedelta(days=number)
        make.event(file, Kind.OTHER, day, title=f"hub {number}")
        make.position(file, day=day, summary="A hub.")
        make.press_release(file, title=f"hub {number}")
        make.proposal(f"2019/{number:04}(COD)", note="hub")

    more(1)
    few = asked()
    for number in range(2, 12):
        more(number)
    assert asked() == few
    assert max(few.values()) <= 7, few


def test_the_feed_is_valid_and_has_first_what_came_to_be_known_last(
    client: Client, file: Proposal
) -> None:
    make.event(file, title="hub, young", day=date(2026, 1, 1))
    make.event(file, title="hub, old", day=date(2025, 1, 1), detail="<b>")
    answer = client.get("/search/feed/", {"q": "hub", "kind": "event"})
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == ["Event: hub, old", "Event: hub, young"]
    ids = [str(e.findtext(f"{ATOM}id")) for e in (feed, *entries)]
    assert len(set(ids)) == 3 and all(each.startswith("tag:127.0.0.1,2026:") for each in ids)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert str(links["self"]).endswith("/search/feed/?q=hub&kind=event")
    assert all(e.findtext(f"{ATOM}updated") for e in (feed, *entries))
    again = client.get("/search/feed/", {"q": "hub", "kind": "event"})
    assert again.content == answer.content


def test_the_link_for_mails_fills_in_what_was_searched(client: Client, file: Proposal) -> None:
    shown = page(client, "return hubs", kind="position", file=file.slug)
    link = str(one(shown, ".call a")["href"])
    form = BeautifulSoup(client.get(link).content, "lxml")
    assert one(form, "#id_all-words")["value"] == "return hubs"
    assert one(form, "#id_all-kind option[selected]")["value"] == "position"
    assert one(form, "#id_all-proposal option[selected]")["value"] == file.slug
    others: list[dict[str, Any]] = [{"kind": "document"}, {"who": "EP"}, {"since": "2025-01-01"}]
    for narrowed in others:
        assert "subscribe/?" not in str(page(client, "hubs", **narrowed))


@pytest.mark.parametrize(
    "question",
    ["deten hub", "tention", "52025PC0101", "2025/59", '"return hubs"', "Šefčovič", "2018/0329"],
)
def test_mails_and_the_page_find_the_same(file: Proposal, question: str) -> None:
    author = Author(Origin.SOURCE, tells=True)
    make.wish("ann@example.org", choices=[Choice(words=question)])
    confirmed("ann@example.org")
    make.event(
        file,
        Kind.COUNCIL_DEBATE,
        timezone.localdate(),
        title="Detention and return hubs, says Sefcovic",
        author=author,
    )
    Change.objects.filter(alert="waiting").update(release_at=timezone.now())
    alerts.fan_out()
    assert Notice.objects.exists() is bool(found(question, sort=Sort.EVENT))


def test_the_api_answers_the_same(client: Client, file: Proposal) -> None:
    event = make.event(file, title="A <b> zebra", precision=Precision.MONTH, day=date(2025, 6, 30))
    make.position(file)
    answer = client.get("/api/v1/search/", {"q": "com 2025 101 zebra"}).json()
    assert (answer["count"], answer["more"], answer["nearest"]) == (1, False, [])
    assert [each["fact"] for each in answer["named"]] == ["proposal"]
    [hit] = answer["results"]
    assert hit["url"].endswith(f"/proposals/2025-0059-COD/events/{event.key}/")
    assert (hit["day"], hit["precision"]) == ("2025-06-30", "month")
    asked = {"proposal": "2025/59", "state": "DE", "order": "newest", "page_size": "1"}
    assert client.get("/api/v1/search/", asked).json()["results"][0]["fact"] == "position"
    assert client.get("/api/v1/search/", {"q": "2025/0095"}).json()["nearest"] == ["2025/0059(COD)"]
    for each in client.get("/api/v1/search/", {"proposal": "2025/59"}).json()["results"]:
        assert client.get(each["url"]).status_code == 200
    for wrong in (
        {"x": "1"},
        {"since": "x"},
        {"q": "x" * 201},
        {"state": "DE", "institution": "EP"},
    ):
        assert client.get("/api/v1/search/", wrong).status_code == 400


def test_each_page_leads_to_the_search(client: Client) -> None:
    assert BeautifulSoup(client.get("/").content, "lxml").select_one('nav a[href="/search/"]')
