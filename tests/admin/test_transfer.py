"""Positions out as a table and in again: looked at first, all or nothing, through the writers."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import alerts, council
from legislation.admin.sheet_files import write_csv, write_xlsx
from legislation.domain.words import Alert, Confidence, DraftState, Stance
from legislation.evidence import Proof
from legislation.models import Assignment, Change, Email, Notice, Position, PositionDraft, Proposal
from tests import make
from tests.admin.desk import page, told
from tests.admin.test_sheet_files import PAYLOADS
from tests.test_alerts import confirmed

_ALL = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
CODES = _ALL.split()
HEADINGS = [
    "proposal",
    "state",
    "topic",
    "stance",
    "summary",
    "stated_on",
    "source_kind",
    "proof_address",
    "proof_confidence",
]


@pytest.fixture
def file(db: None) -> Proposal:
    """A proposal, a topic and the 27."""
    for code in CODES:
        make.state(code, f"State {code}")
    make.topic("return_hubs")
    return make.proposal()


def row(code: str = "DE", **values: str) -> list[str]:
    typed = {
        "proposal": "2025/0059(COD)",
        "state": code,
        "topic": "return_hubs",
        "stance": "oppose",
        "summary": f"{code} is against.",
        "stated_on": "2025-06-01",
        "source_kind": "speech",
        "proof_address": f"https://example.org/{code}",
        "proof_confidence": "high",
        **values,
    }
    return [typed[name] for name in HEADINGS]


def look(client: Client, content: bytes, name: str = "a.csv", **values: Any) -> Any:
    sent = {"file": SimpleUploadedFile(name, content), "why": "As the list says.", **values}
    return client.post(page("position_import"), sent)


def confirm(client: Client, looked: Any, **values: str) -> Any:
    sent = {"brought": looked.context["brought"], **values}
    return client.post(page("position_import"), sent, follow=True)


def bring(client: Client, content: bytes, name: str = "a.csv") -> Any:
    return confirm(client, look(client, content, name))


def complaints(answer: Any) -> list[tuple[str, str]]:
    return list(answer.context["outline"].wrong)


def taken_out(client: Client, kind: str = "csv", query: str = "") -> bytes:
    answer = client.get(page("position_export", kind) + query)
    assert answer.status_code == 200
    return bytes(answer.content)


def as_table(data: bytes) -> list[dict[str, str]]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_twenty_seven_rows_in_and_out_twice_change_nothing_more(
    root: Client, file: Proposal, kind: str
) -> None:
    write = {"csv": write_csv, "xlsx": write_xlsx}[kind]
    first = write(HEADINGS, [row(code) for code in CODES])
    assert "27 rows would become" in look(root, first, f"a.{kind}").content.decode()
    assert not Position.objects.exists()
    answer = bring(root, first, f"a.{kind}")
    assert "Recorded and published: 27 rows." in told(answer)
    assert Position.objects.standing().count() == 27
    change = Change.objects.filter(position__state="DE").get()
    assert (change.why, change.by and change.by.username) == ("As the list says.", "root")
    sequence = Change.objects.count()
    out = taken_out(root, kind)
    for again in (first, out, taken_out(root, kind)):
        looked = look(root, again, f"a.{kind}")
        assert "Nothing to do: what 27 rows say is on record" in looked.content.decode()
    assert taken_out(root, "csv") == taken_out(root, "csv")
    assert (Change.objects.count(), PositionDraft.objects.waiting().count()) == (sequence, 0)


def test_a_changed_cell_is_a_correction_and_shown_before_it_is_made(
    root: Client, file: Proposal
) -> None:
    first = make.position(file, "DE", summary="Germany agres.", quote="Ja.")
    out = taken_out(root).replace(b"agres", b"agrees")
    looked = look(root, out)
    (shown,) = looked.context["outline"].rows
    assert (shown.number, shown.what, [name for name, _ in shown.cells]) == (
        2,
        "correction",
        ["summary"],
    )
    assert shown.cells[0][1] == "<del>Germany agres.</del> <ins>Germany agrees.</ins>"
    confirm(root, looked)
    second = Position.objects.standing().get()
    assert (second.corrects, second.summary, second.quote) == (first, "Germany agrees.", "Ja.")
    assert second.evidence.get().address == first.evidence.get().address
    # The old table names a row that was corrected since.
    assert "was corrected" in complaints(look(root, out))[0][1]


def test_what_an_editor_brings_are_drafts_and_twice_the_same_are_one(
    anna: Client, root: Client, file: Proposal
) -> None:
    make.position(file, "FR", summary="France agrees.")
    table = as_table(taken_out(anna).replace(b"agrees", b"disagrees"))
    headings = list(table[0])
    new = dict(zip(HEADINGS, row("DE"), strict=True))
    rows = [list(table[0].values()), [new.get(name, "") for name in headings]]
    out = write_csv(headings, rows)
    assert "Drafted, for a publisher to decide: 2 rows." in told(bring(anna, out))
    assert Position.objects.count() == 1
    assert PositionDraft.objects.filter(state_of_draft=DraftState.WAITING).count() == 2
    assert "Nothing to do" in look(anna, out).content.decode()
    for draft in PositionDraft.objects.all():
        council.publish_draft(draft, User.objects.get(username="root"))
    assert {p.summary for p in Position.objects.standing()} == {
        "France disagrees.",
        "DE is against.",
    }


def test_a_wrong_row_refuses_the_file_and_names_the_cell(root: Client, file: Proposal) -> None:
    rows = [row(code) for code in CODES]
    rows[4] = row("CZ", stance="supportt")
    rows[7] = row("EE", stated_on="31/02/2025", proof_confidence="")
    rows[9] = row("XX")
    answer = look(root, write_csv(HEADINGS, rows))
    assert complaints(answer) == [
        (
            "Row 6, column stance (cell D6)",
            "“supportt” is not one of: support, support_with_reservations, neutral, oppose.",
        ),
        (
            "Row 9, column stated_on (cell F9)",
            "“31/02/2025” is no day: write 2025-06-01 or 01/06/2025.",
        ),
        ("Row 9, column proof_confidence (cell I9)", "Say how far this evidence carries."),
        ("Row 11, column state (cell B11)", "“XX” is not on record."),
    ]
    shown = answer.content.decode()
    assert "Nothing was saved" in shown and "(cell D6)" in shown and 'name="brought"' not in shown
    assert not Position.objects.exists() and not PositionDraft.objects.exists()


@pytest.mark.parametrize(
    ("values", "column", "said"),
    [
        ({"summary": ""}, "summary", "missing"),
        ({"summary": "x" * 1001}, "summary", "Shorten this to 1000"),
        ({"stated_on": "2999-01-01"}, "stated_on", "lies ahead"),
        ({"stated_on": "1025-01-01"}, "stated_on", "1025"),
        ({"proof_address": ""}, "proof_address", "Evidence is missing"),
        ({"proof_address": "javascript:alert(1)"}, "proof_address", "valid URL"),
        ({"proposal": "2031/0001(COD)"}, "proposal", "not on record"),
    ],
)
def test_what_the_form_would_refuse_is_refused_in_a_table(
    root: Client, file: Proposal, values: dict[str, str], column: str, said: str
) -> None:
    (found,) = complaints(look(root, write_csv(HEADINGS, [row("DE", **values)])))
    assert f"column {column} " in found[0] and said in found[1]


def test_the_same_twice_in_one_table_is_refused(root: Client, file: Proposal) -> None:
    found = complaints(look(root, write_csv(HEADINGS, [row("DE"), row("DE")])))
    assert "Row 2 of the table" in found[0][1]
    make.position(file, "FR", summary="Agres.")
    one = taken_out(root).replace(b"Agres", b"Agrees")
    two = taken_out(root).replace(b"Agres", b"Agreed").splitlines()[1]
    found = complaints(look(root, one + two))
    assert "Row 3" in found[0][0] and "Row 2 of the table" in found[0][1]


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ([*HEADINGS[:-1], "confidense"], "“confidense”, is unknown"),
        ([*HEADINGS[:-1], "state"], "“state” stands there twice"),
        (HEADINGS[:-1], "I2 belongs to no column"),
    ],
)
def test_wrong_headings_refuse_the_table(
    root: Client, file: Proposal, headings: list[str], said: str
) -> None:
    answer = look(root, write_csv(headings, [row("DE")]))
    assert said in answer.context["form"].errors["file"][0]


def test_words_are_taken_as_people_write_them(root: Client, file: Proposal) -> None:
    typed = row(
        "State DE",
        proposal="2025-0059-COD",
        summary="Germany is in favour.",
        proof_address="https://example.org/",
        stance="Support with reservations",
        stated_on="01/06/2025",
        source_kind="Reported by the press",
    )
    bring(root, write_csv(HEADINGS, [typed]))
    made = Position.objects.get()
    assert (made.state_id, made.stance, made.source_kind) == (
        "DE",
        Stance.SUPPORT_WITH_RESERVATIONS,
        "news",
    )
    assert str(made.stated_on) == "2025-06-01"


def test_payloads_go_out_neutralised_and_come_in_as_they_were(root: Client, file: Proposal) -> None:
    for number, payload in enumerate(PAYLOADS):
        make.position(file, CODES[number % 27], summary=payload, actor=payload)
    for kind in ("csv", "xlsx"):
        out = taken_out(root, kind)
        answer = look(root, out, f"a.{kind}")
        assert "Nothing to do: what 60 rows say" in answer.content.decode()
    cells = [cell for line in as_table(taken_out(root)) for cell in line.values()]
    assert sum(cell.startswith("'") for cell in cells) == 120
    assert not [cell for cell in cells if re.match(r"[\s\u200b]*[=+\-@]", cell)]


def test_an_editor_brings_rows_of_the_states_assigned_only(anna: Client, file: Proposal) -> None:
    make.position(file, "FR", summary="France agrees.")
    make.position(file, "DE", summary="Germany agrees.")
    Assignment.objects.create(editor=User.objects.get(username="anna"), state_id="DE")
    found = complaints(look(anna, taken_out(anna).replace(b"agrees", b"disagrees")))
    assert found == [
        ("Row 3, column state (cell C3)", "State FR is not yours: you look after State DE.")
    ]
    # Rows of others that say what is on record are no change.
    allowed = taken_out(anna).replace(b"Germany agrees", b"Germany disagrees")
    assert "Drafted" in told(bring(anna, allowed))
    moved = taken_out(anna).replace(b'"FR"', b'"DE"')
    assert "is not yours" in complaints(look(anna, moved))[0][1]
    assert PositionDraft.objects.get().state_id == "DE"


def test_cells_are_pasted_with_headings_or_in_the_order_given(anna: Client, file: Proposal) -> None:
    line = "\t".join(row("DE"))
    with_headings = "\t".join(HEADINGS) + "\n" + line
    for cells, order in ((with_headings, ""), (line, ", ".join(HEADINGS))):
        sent = {"cells": cells, "order": order, "why": "From the minutes."}
        looked = anna.post(page("position_import"), sent)
        (shown,) = looked.context["outline"].rows
        assert shown.what == "new" and dict(shown.cells)["state"].count("DE")
    assert shown.number == 1
    confirm(anna, looked)
    assert PositionDraft.objects.get().why == "From the minutes."


def test_either_a_file_or_cells_and_always_a_reason(anna: Client, file: Proposal) -> None:
    answer = anna.post(page("position_import"), {"why": ""})
    assert set(answer.context["form"].errors) == {"file", "why"}
    answer = look(anna, write_csv(HEADINGS, [row()]), cells="x")
    assert "one of the two" in answer.context["form"].errors["file"][0]


def test_what_changed_since_it_was_looked_at_is_shown_again(root: Client, file: Proposal) -> None:
    first = make.position(file, "DE", summary="Germany agres.")
    looked = look(root, taken_out(root).replace(b"agres", b"agrees"))
    second = council.correct_position(first, {"place": 50}, make.EDITOR.because("Placed."))
    answer = confirm(root, looked)
    assert "The record changed meanwhile" in told(answer)
    assert "was corrected" in complaints(answer)[0][1]
    assert Position.objects.standing().get() == second


def test_what_another_person_looked_at_is_not_confirmed(
    anna: Client, root: Client, file: Proposal
) -> None:
    looked = look(anna, write_csv(HEADINGS, [row()]))
    assert "by somebody else" in told(confirm(root, looked))
    assert not Position.objects.exists()


def test_an_unlikely_day_is_pointed_out(root: Client, file: Proposal) -> None:
    looked = look(root, write_csv(HEADINGS, [row("DE", stated_on="2024-06-01")]))
    assert "the proposal is of 2025" in looked.content.decode()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"stated_on": "2025-02-01"}, "which the Commission made on 11 March 2025"),
        ({"proof_address": "https://example.org/2025/12/08/a"}, "names 8 December 2025"),
        ({"proof_address": "https://example.org/minutes"}, "on record it says 8 December 2025"),
        ({"proof_address": "https://example.org/a-release"}, "press release there is of"),
    ],
)
def test_a_table_with_a_doubtful_day_needs_a_tick(
    anna: Client, file: Proposal, values: dict[str, str], said: str
) -> None:
    said_there = Proof(
        Confidence.HIGH, address="https://example.org/minutes", says={"date": "2025-12-08"}
    )
    make.event(file, day=date(2025, 3, 11), proofs=[said_there])
    release = make.press_release(file, date(2025, 12, 8))
    if "release" in values.get("proof_address", ""):
        values = {"proof_address": release.address}
    looked = look(anna, write_csv(HEADINGS, [row("FR"), row("DE", **values)]))
    first, second = looked.context["outline"].rows
    assert not first.doubts and said in second.doubts[0]
    assert said in looked.content.decode() and 'name="sure"' in looked.content.decode()
    unticked = confirm(anna, looked)
    assert "Nothing was saved: 1 row of the table is doubted." in unticked.content.decode()
    assert not PositionDraft.objects.exists()
    confirm(anna, unticked, sure="on")
    assert PositionDraft.objects.count() == 2


def test_another_statement_of_that_day_needs_the_tick(root: Client, file: Proposal) -> None:
    make.position(file, "DE", day=date(2025, 6, 1))
    looked = look(root, write_csv(HEADINGS, [row("DE")]))
    confirm(root, looked)
    assert Position.objects.count() == 1
    confirm(root, looked, sure="on")
    assert Position.objects.count() == 2


def test_a_day_that_stands_is_not_doubted_and_another_is(root: Client, file: Proposal) -> None:
    make.event(file, day=date(2025, 3, 11))
    proof = make.proof(address="https://example.org/2025/02/01/")
    make.position(file, "DE", day=date(2025, 2, 1), summary="Agres.", proofs=[proof])
    looked = look(root, taken_out(root).replace(b"Agres", b"Agrees"))
    assert not looked.context["outline"].doubtful and 'name="sure"' not in looked.content.decode()
    looked = look(root, taken_out(root).replace(b'"2025-02-01"', b'"2025-06-01"'))
    (shown,) = looked.context["outline"].rows
    assert "its address names 1 February 2025" in shown.doubts[0]


def test_a_doubt_that_came_meanwhile_is_shown_before_it_is_ticked(
    root: Client, file: Proposal
) -> None:
    looked = look(root, write_csv(HEADINGS, [row("DE", stated_on="2025-02-01")]))
    make.event(file, day=date(2025, 3, 11))
    answer = confirm(root, looked, sure="on")
    assert "The record changed meanwhile" in told(answer)
    assert "11 March 2025" in answer.content.decode() and not Position.objects.exists()


def test_doubts_ask_the_record_once_a_table(root: Client, file: Proposal) -> None:
    make.event(file, day=date(2025, 3, 11))

    def asked(codes: list[str]) -> int:
        rows = [row(code, stated_on="2025-02-01") for code in codes]
        with CaptureQueriesContext(connection) as met:
            assert look(root, write_csv(HEADINGS, rows)).context["outline"].doubtful == len(codes)
        about = ("legislation_event", "legislation_evidence", "legislation_pressrelease")
        return sum(any(f'FROM "{name}"' in each["sql"] for name in about) for each in met)

    assert asked(CODES[:2]) == asked(CODES) <= 5


def test_markup_in_a_cell_is_shown_as_text(root: Client, file: Proposal) -> None:
    for summary in ("<script>alert(1)</script>", "<script>alert(1)</script> and more" * 9):
        looked = look(root, write_csv(HEADINGS, [row("DE", summary=summary)]))
        assert "<script>alert(1)" not in looked.content.decode()
        assert "&lt;script&gt;" in looked.content.decode()


def test_a_month_is_kept_as_its_last_day_and_a_day_on_record_as_it_is(
    root: Client, file: Proposal
) -> None:
    first = make.position(file, "FR", day=date(2025, 10, 9), precision="month")
    assert "Nothing to do" in look(root, taken_out(root)).content.decode()
    bring(root, taken_out(root).replace(b"It says so.", b"It says more."))
    assert Position.objects.get(corrects=first).stated_on == date(2025, 10, 9)
    month = write_csv([*HEADINGS, "precision"], [[*row("DE"), "month"]])
    bring(root, month)
    assert Position.objects.get(state="DE").stated_on == date(2025, 6, 30)
    assert "Nothing to do" in look(root, month).content.decode()


def test_the_curated_record_goes_out_and_in_without_a_change(curated: None, root: Client) -> None:
    for kind in ("csv", "xlsx"):
        answer = look(root, taken_out(root, kind), f"a.{kind}")
        assert f"what {Position.objects.standing().count()} rows say" in answer.content.decode()


def test_another_proof_takes_the_place_of_the_only_one(root: Client, file: Proposal) -> None:
    make.position(file, "DE")
    out = taken_out(root).replace(b"https://example.org/a", b"https://example.org/b")
    bring(root, out)
    made = Position.objects.standing().get()
    assert made.evidence.get().address == "https://example.org/b"
    again = write_csv(*_without_key(taken_out(root)))
    assert "Nothing to do" in look(root, again).content.decode()


def _without_key(data: bytes) -> tuple[list[str], list[list[str]]]:
    rows = as_table(data)
    names = [name for name in rows[0] if name != "key"]
    return names, [[line[name] for name in names] for line in rows]


def test_the_export_is_what_the_list_is_filtered_to(anna: Client, file: Proposal) -> None:
    first = make.position(file, "FR", stance=Stance.OPPOSE)
    second = make.position(file, "DE")
    council.correct_position(first, {"quote": "Non."}, make.EDITOR.because("Quoted."))
    assert [line["state"] for line in as_table(taken_out(anna))] == ["DE", "FR"]
    one = as_table(taken_out(anna, query="?stance__exact=support"))
    assert [line["key"] for line in one] == [second.key]
    assert anna.get(page("position_export", "ods")).status_code == 404


def test_the_list_leads_to_both(anna: Client, file: Proposal) -> None:
    shown = anna.get(page("position_changelist") + "?stance__exact=support").content.decode()
    assert page("position_import") in shown
    assert f"{page('position_export', 'xlsx')}?stance__exact=support" in shown


def test_a_broken_file_is_answered_with_a_sentence(anna: Client, file: Proposal) -> None:
    answer = look(anna, b"PK\x03\x04", "a.xlsx")
    assert "damaged" in answer.context["form"].errors["file"][0]


def test_the_drafts_of_a_table_are_all_or_none(
    root: Client, file: Proposal, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = look(root, write_csv(HEADINGS, [row("DE"), row("FR"), row("ES")]))
    publish, calls = council.publish_draft, []

    def stops_at_the_second(*args: Any, **how: Any) -> Position:
        calls.append(args)
        if len(calls) == 2:
            raise ValueError("Somebody else was faster.")
        return publish(*args, **how)

    monkeypatch.setattr(council, "publish_draft", stops_at_the_second)
    answer = confirm(root, looked)
    assert complaints(answer) == [("Row 3", "Somebody else was faster.")]
    assert not Position.objects.exists() and not PositionDraft.objects.exists()


def days_of(code: str, number: int) -> list[list[str]]:
    """As many statements of one state, each of another day and another stance."""
    stances = [stance.value for stance in Stance]
    return [
        row(
            code,
            stated_on=str(date(2025, 6, 1) + timedelta(days=n)),
            stance=stances[n % 4],
            summary=f"Said on day {n}.",
        )
        for n in range(number)
    ]


def import_notices() -> list[Change]:
    return list(Change.objects.for_staff().filter(run__startswith="sheet import "))


def test_three_hundred_rows_tell_nobody_and_staff_once(root: Client, file: Proposal) -> None:
    make.wish("a@example.org", everything=True)
    confirmed("a@example.org")
    mails = Email.objects.count()
    rows = [each for code in CODES[:12] for each in days_of(code, 25)]
    looked = look(root, write_csv(HEADINGS, rows))
    assert "Tell subscribers of what is new" in looked.content.decode()
    answer = confirm(root, looked, sure="on")
    assert "Recorded and published: 300 rows." in answer.content.decode()
    Change.objects.filter(alert=Alert.WAITING).update(release_at=timezone.now())
    alerts.fan_out()
    assert Position.objects.count() == 300
    assert (Notice.objects.count(), Email.objects.count()) == (0, mails)
    assert not Change.objects.filter(alert__in=[Alert.WAITING, Alert.HELD]).exists()
    [notice] = import_notices()
    assert "300 positions imported; nobody is told." in notice.why
    assert set(Position.objects.values_list("changes__run", flat=True)) == {notice.run}


def test_with_the_tick_subscribers_are_told_and_the_brake_counts_the_table(
    root: Client, file: Proposal
) -> None:
    make.wish("a@example.org", everything=True)
    confirmed("a@example.org")
    today = str(timezone.localdate())
    few = [row(code, stated_on=today) for code in CODES[:2]]
    confirm(root, look(root, write_csv(HEADINGS, few)), tells="on", sure="on")
    assert Change.objects.filter(alert=Alert.WAITING, position__isnull=False).count() == 2
    assert not import_notices()
    Change.objects.filter(alert=Alert.WAITING).update(release_at=timezone.now())
    alerts.fan_out()
    assert Notice.objects.exists()
    many = [row(code, stated_on=today) for code in CODES[2:10]]
    confirm(root, look(root, write_csv(HEADINGS, many)), tells="on", sure="on")
    Change.objects.filter(alert=Alert.WAITING).update(release_at=timezone.now())
    alerts.fan_out()
    assert Change.objects.filter(alert=Alert.HELD, position__isnull=False).count() == 8


def test_the_tick_stays_when_the_table_is_shown_again(root: Client, file: Proposal) -> None:
    looked = look(root, write_csv(HEADINGS, [row("DE", stated_on="2010-06-01")]))
    assert 'name="tells">' in looked.content.decode()
    assert looked.context["outline"].doubtful == 1
    answer = confirm(root, looked, tells="on")
    assert 'name="tells" checked>' in answer.content.decode()
    assert not Position.objects.exists()


def test_drafts_tell_nobody_and_so_ask_nothing(anna: Client, file: Proposal) -> None:
    looked = look(anna, write_csv(HEADINGS, [row("DE")]))
    assert "Tell subscribers" not in looked.content.decode()
    confirm(anna, looked, sure="on")
    assert not import_notices()
