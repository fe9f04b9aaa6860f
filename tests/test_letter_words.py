"""What letters say stays true until they are read, and nothing breaks out of its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from legislation import alerts, mail, timeline
from legislation.alerts import Choice
from legislation.domain.words import Kind, Language, Rhythm
from legislation.mail.following import reasons_in_words
from legislation.mail.message import _Mould
from legislation.mail.phrases import Say
from legislation.models import Email, Event, Letter, Notice, Proposal
from tests import make
from tests.test_following import EDITOR, Clock, brussels, digests, follow, told

pytestmark = pytest.mark.django_db

NEWS_HEADERS = {
    "Auto-Submitted",
    "Content-Language",
    "List-Help",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
}


@pytest.fixture
def file() -> Proposal:
    return make.proposal()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A Monday noon."""
    return Clock(monkeypatch, brussels(2026, 3, 2, 12))


def planned(file: Proposal, day: date) -> Event:
    return make.event(file, Kind.EP_FIRST_READING, day, expected=True, title="Plenary vote")


def until(clock: Clock, first: int, last: int) -> None:
    """Let each day's morning come, as the clock has it."""
    for each in range(first, last + 1):
        clock.moment = brussels(2026, 3, each, 12)
        alerts.enter_reminders()
        alerts.fan_out()


@pytest.mark.parametrize(
    ("day", "said"),
    [(9, "today: Plenary vote"), (10, "tomorrow: Plenary vote"), (12, "in 3 days: Plenary vote")],
)
def test_a_weekly_mail_counts_the_days_from_its_own_day_and_reminds_once(
    file: Proposal, clock: Clock, day: int, said: str
) -> None:
    follow("a@example.org", Choice(), rhythm=Rhythm.WEEKLY, weekday=0)
    planned(file, date(2026, 3, day))
    until(clock, 2, 9)
    [digest] = digests()
    assert said in digest.subject + digest.text
    assert digest.text.count(f"{said[0].upper()}{said[1:]}\n") == 1
    assert "What comes next" not in digest.text  # it is what the mail tells


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, "over before it was told"),
        ({"happened_on": date(2026, 5, 5)}, "moved to another day before it was told"),
    ],
)
def test_nobody_is_reminded_of_a_day_that_is_over_or_another(
    file: Proposal, clock: Clock, values: dict[str, date], why: str
) -> None:
    follow("a@example.org", Choice(), rhythm=Rhythm.WEEKLY, weekday=0)
    event = planned(file, date(2026, 3, 6))
    until(clock, 2, 3)
    timeline.amend_event(event, values, EDITOR)
    until(clock, 4, 9)
    assert digests() == []
    assert set(Notice.objects.values_list("dropped", flat=True)) == {why}


#: Lines, marks that turn text round, tags, and a foot that is not ours.
EVIL = (
    "A title\r\nBcc: all@example.org\r\n\r\n-- \nStop all mails:\nhttp://evil.example/u/x/ "
    '\u202etxet\u2066\x07\x1b[31m\u2028</td><script>alert(1)</script><img src="//evil.example/x">'
    '{{ unsubscribe }}{reasons}"'
)


def letters_of_hostile_facts() -> list[Letter]:
    """A step, a release, a statement and a digest of them, each word of which is an attack."""
    file = make.proposal(short_title=EVIL[:40], title=EVIL)
    topic = make.topic(label=EVIL[:100], reading=EVIL)
    proof = make.proof(address="javascript:alert(1)", citation=EVIL)
    event = make.event(file, title=EVIL + "x" * 200, detail=EVIL, proofs=[proof])
    release = make.press_release(file, title=EVIL, summary=EVIL)
    row = make.position(
        file, topic=topic, summary=EVIL, quote=EVIL[:290], actor=EVIL[:190], proofs=[proof]
    )
    keys = ("words=%3C%2Ftd%3E%0A--+%0A", "kind=none&stage=none", "topic=none&state=XX")
    changes = [fact.changes.get() for fact in (event, release, row)]
    items = [mail.Item(change, keys) for change in changes]
    for item in items:
        item.change.why = EVIL
    items.append(mail.Item(changes[0], keys, {"happened_on": "2025-03-10", "title": EVIL}))
    reader = follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    single = [mail.alert(item, "en") for item in items]
    return [*single, mail.DigestWriter().letter(items, reader)]


def test_hostile_words_stay_in_their_place() -> None:
    for letter in letters_of_hostile_facts():
        assert not re.search("[\r\x07\x1b\u2028\u202e\u2066]", letter.text + letter.html)
        assert letter.subject.isprintable() and len(letter.subject) <= 200
        assert letter.text.count("\n-- \n") == 1
        assert letter.text.count("\nStop all mails:\n") == 1
        assert letter.text.count(letter.place) == letter.html.count(letter.place) == 1
        assert not re.search(r"<(script|img)|url\(|href=.javascript", letter.html)
        assert "{{ unsubscribe }}" in letter.text and "&lt;script&gt;" in letter.html
        assert letter.html.count("</td>") == 4
        assert set(letter.headers) == NEWS_HEADERS
        assert _Mould(letter).ready is not None


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("everything", "everything"),
        ("kind=none&provision=1+OR+2", "what you chose"),
        ("proposal=gone&kind=position", "positions of states"),
        ("state=DE&topic=return_hubs", "Germany, Hubs"),
        ("provision=16", "Article 16"),
        ("words=buy+now", "a search of yours"),
    ],
)
def test_a_choice_is_named_by_what_is_on_our_lists_alone(key: str, said: str) -> None:
    make.state("DE", "Germany")
    make.topic(label="Hubs")
    assert reasons_in_words([key], Say("en"), typed=False) == said


def test_many_choices_are_named_in_three_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(20):
        make.state(f"{number:02}", f"State {number}")
    keys = [f"state={number:02}&topic=t{number}&proposal=p{number}" for number in range(20)]
    with django_assert_max_num_queries(3):
        assert reasons_in_words(keys, Say("en")).count(";") == 19


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, ["otherwise on 2 March 2026.", "this on 3 March 2026;", "4 March 2026 that"]),
        (Language.FR, ["le 2 mars 2026.", "annoncé le 3 mars 2026\u00a0;", "le 4 mars 2026 que"]),
        (
            Language.DE,
            ["am 2. März 2026 anderes", "am 3. März 2026 gem", "am 4. März 2026 gemeldet"],
        ),
    ],
)
def test_a_follow_up_says_on_which_day_its_reader_was_told(
    file: Proposal, clock: Clock, language: Language, said: list[str]
) -> None:
    follow("a@example.org", Choice(), language=language)
    event = make.event(file, Kind.SIGNATURE, date(2026, 3, 2), author=EDITOR)
    steps: list[Callable[[], object]] = [
        lambda: timeline.amend_event(event, {"happened_on": date(2026, 3, 1)}, EDITOR),
        lambda: timeline.retract_event(event, EDITOR),
        lambda: timeline.restore_event(event, EDITOR),
    ]
    told()
    for step, words in zip(steps, said, strict=True):
        clock.go_on(days=1)
        step()
        told()
        assert words in Email.objects.latest("pk").text


@pytest.mark.parametrize(
    ("language", "title", "shown"),
    [
        ("de", "Ministers agree", '>Berichtigung: <span lang="en">Ministers agree</span></h1>'),
        ("de", "Publication in the Official Journal", ">Berichtigung: Veröffentlichung im Amt"),
        ("en", "Ministers agree", ">Correction: Ministers agree</h1>"),
    ],
)
def test_a_title_that_is_in_english_alone_is_marked_as_english(
    file: Proposal, clock: Clock, language: str, title: str, shown: str
) -> None:
    follow("a@example.org", Choice(), language=Language(language))
    event = make.event(file, Kind.SIGNATURE, date(2026, 3, 2), author=EDITOR, title=title)
    told()
    timeline.amend_event(event, {"happened_on": date(2026, 3, 1)}, EDITOR)
    told()
    assert shown in Email.objects.latest("pk").html


def test_a_digest_begins_with_the_file_that_moved(file: Proposal, clock: Clock) -> None:
    older = make.proposal("2018/0329(COD)", short_title="Recast")
    newer = make.proposal("2026/0001(COD)", short_title="Another")
    follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    for each in (file, older, newer):
        make.position(each, "DE", day=date(2026, 3, 2), author=EDITOR)
    make.event(older, Kind.SIGNATURE, date(2026, 3, 2), author=EDITOR, title="Signed")
    told()
    clock.go_on(days=1)
    told()
    [digest] = digests()
    assert digest.subject == "Recast and others: 4 pieces of news (2 March 2026)"
    assert re.findall(r"== (\w+)", digest.text) == ["Recast", "Another", "Return"]
    assert digest.text.index("\nSigned\n") < digest.text.index("\nDE supports: ")
    assert digest.text.count("Recast, 2018/0329(COD)") == 1


@pytest.mark.parametrize(
    ("language", "days"),
    [
        (Language.EN, "2 pieces of news (2 March 2026 to 4 March 2026)"),
        (Language.FR, "2 nouvelles (du 2 mars 2026 au 4 mars 2026)"),
        (Language.DE, "2 Neuigkeiten (2. März 2026 bis 4. März 2026)"),
    ],
)
def test_a_digest_after_a_standstill_says_which_days_it_covers(
    file: Proposal, clock: Clock, language: Language, days: str
) -> None:
    follow("a@example.org", Choice(), rhythm=Rhythm.DAILY, language=language)
    for kind in (Kind.SIGNATURE, Kind.OJ_PUBLICATION):
        make.event(file, kind, timezone.localdate(), author=EDITOR)
        clock.go_on(days=2)
    clock.go_on(days=3)  # and nothing ran all the while
    told()
    told()
    [digest] = digests()
    assert digest.subject.endswith(days)


def test_a_digest_of_one_piece_of_news_is_named_by_it(file: Proposal, clock: Clock) -> None:
    follow("a@example.org", Choice(), rhythm=Rhythm.DAILY)
    make.event(file, Kind.SIGNATURE, date(2026, 3, 2), author=EDITOR, title="Signed")
    told()
    clock.go_on(days=1)
    told()
    [digest] = digests()
    assert digest.subject == "Return Regulation: Signed (2 March 2026)"
    assert digest.text.startswith("Your daily mail\n") and "In this mail" not in digest.text


def test_french_signs_keep_their_distance(file: Proposal) -> None:
    row = make.position(file, "DE", quote="Ja.")
    letter = mail.alert(mail.Item(row.changes.get(), ("everything",)), "fr")
    assert "\nDate\u00a0: 1er juin 2025\n" in letter.text
    assert "\n«\u00a0Ja.\u00a0»\n" in letter.text and "\nPreuve\u00a0: https://" in letter.text
    assert not re.search(r"[a-zé]: | [:;»%]|« ", letter.text)
