"""The voting board, as it comes without a script."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from legislation import council
from legislation.domain.words import Kind, Stance, TakesPart
from legislation.models import CouncilVote, Participation, Proposal
from tests import make
from tests.domain.voting_examples import SHARES_2025

pytestmark = pytest.mark.django_db

ADDRESS = "/proposals/2025-0059-COD/vote/"


@pytest.fixture
def file() -> Proposal:
    """Germany in favour, Spain against; Denmark is outside, Ireland unresolved."""
    made = make.proposal()
    make.event(made, Kind.PROPOSAL_ADOPTED, date(2025, 3, 11))
    make.populations()
    make.topic("whole_proposal", label="The whole")
    make.topic("return_hubs", label="Return hubs", place=1)
    make.position(made, "DE", Stance.SUPPORT, date(2025, 6, 1))
    make.position(made, "ES", Stance.OPPOSE, date(2025, 12, 8))
    for code, part in (("DK", TakesPart.DOES_NOT_TAKE_PART), ("IE", TakesPart.UNRESOLVED)):
        row = Participation(
            proposal=made, state_id=code, takes_part=part, legal_basis=f"Protocol of {code}"
        )
        council.record_participation(row, [make.proof()], make.EDITOR)
    return made


def page(query: str = "", status: int = 200, path: str = ADDRESS) -> str:
    """The page's text and markup on one line."""
    answer = Client().get(path + query)
    assert answer.status_code == status
    return unescape(" ".join(answer.content.decode().split()))


def read(query: str = "", status: int = 200, path: str = ADDRESS) -> str:
    """The page's text alone."""
    return " ".join(re.sub(r"<[^>]+>", " ", page(query, status, path)).split())


def test_the_record_goes_in_and_two_ends_come_out(file: Proposal) -> None:
    text = read()
    assert "Open: the undecided decide" in text
    assert "1 to 24 of 25 states in favour, with 18.96 to 88.94 % of the people" in text
    assert "If all undecided are against: not adopted: one state is in favour" in text
    assert "If all undecided are in favour: adopted: 24 of 25 states" in text
    assert "Counted by the shares published for 2025" in text
    assert "Support, 1 June 2025" in text.replace(" ,", ",")
    assert '<a href="/states/ES/#es-whole-proposal-2025-12-08">Oppose</a>' in page()


def test_who_is_outside_is_named_with_why(file: Proposal) -> None:
    text = read()
    assert "Denmark : does not take part; Protocol of DK. 1 source" in text
    assert "Ireland : unresolved; Protocol of IE. 1 source" in text
    assert "Malta : left out by hand" in read("?without=MT")


def test_the_sentence_says_why(file: Proposal) -> None:
    rest = ",".join(sorted(SHARES_2025.keys() - {"DE", "FR", "IT", "DK", "IE"}))
    text = read(f"?in_favour={rest}&against=DE,FR,IT")
    assert "Adopted 22 of 25 states in favour, with 51.91 % of the people" in text
    assert (
        "Germany, France and Italy hold 48.09 % of the people but are three, "
        "and a blocking minority needs four."
    ) in text
    assert "Who could turn it" in text


def test_too_close_to_call_is_said_with_the_band(file: Proposal) -> None:
    votes = SHARES_2025.keys() - {"AT", "DE", "FI", "IT"}
    query = f"?in_favour={','.join(sorted(votes))}&against=AT,DE,FI,IT&taking_part=DK,IE"
    text = read(query)
    assert "Too close to call on published shares" in text
    assert "between 64.96 and 65.07" in text
    shown = page(query)
    assert '<p class="headline close">Too close to call on published shares</p>' in shown
    assert "<td><strong>Too close to call on published shares</strong></td>" in shown


def test_a_band_that_says_nothing_is_left_out(file: Proposal) -> None:
    text = read("?on=2025-05-01")
    assert "0.00 and 0.00" not in text and "100.00 and 100.00" not in text
    assert "which are rounded to two decimals." in text
    one_against = read("?on=2025-05-01&against=FR")
    assert "rounded to two decimals. With the undecided it lies between" in one_against


def test_the_form_leads_to_the_short_address(file: Proposal) -> None:
    typed = {"s-FR": "against", "s-ES": "", "s-IT": "abstain", "s-BE": "against"}
    typed |= {"s-IE": "part-in_favour", "s-MT": "without"}
    typed |= {"topic": "whole_proposal", "rule": "commission", "on": ""}
    answer = Client().get(ADDRESS, typed)
    assert (answer.status_code, answer["Location"]) == (
        302,
        f"{ADDRESS}?in_favour=IE&against=BE,FR&abstain=IT&without=MT&taking_part=IE",
    )
    typed = {"s-FR": "", "topic": "return_hubs", "rule": "other", "on": "2025-12-08"}
    answer = Client().get(ADDRESS, typed)
    assert answer["Location"] == f"{ADDRESS}?topic=return_hubs&on=2025-12-08&rule=other"
    assert Client().get(ADDRESS, {"s-FR": ""})["Location"] == ADDRESS


def test_the_short_address_shows_what_was_set(file: Proposal) -> None:
    shown = page("?against=FR&taking_part=IE&in_favour=IE&undecided=DE")
    chosen = dict(re.findall(r'name="s-(\w\w)">(?:(?!</select>).)*value="([^"]+)" selected', shown))
    assert chosen == {"FR": "against", "IE": "part-in_favour", "DE": "undecided"}
    text = read("?against=FR&taking_part=IE&in_favour=IE&undecided=DE")
    assert "against, by hand" in text
    assert "1 to 24 of 26 states in favour" in text


def test_another_day_topic_and_rule_count_otherwise(file: Proposal) -> None:
    assert "1 to 25 of 25 states" in read("?on=2025-12-07")
    assert "0 to 25 of 25 states" in read("?topic=return_hubs")
    assert "72 %" in page("?rule=other") and "18 needed" in page("?rule=other")


def test_who_decides_is_told(file: Proposal) -> None:
    rest = ",".join(sorted(SHARES_2025.keys() - {"DE", "FR", "IT", "DK", "IE", "MT", "LU"}))
    text = read(f"?in_favour={rest}&against=DE,FR,IT")
    assert "Make the majority LU and Malta." in text
    assert "Block it LU; Malta." in text
    assert "The undecided can vote in 4 ways; 1 of them, 25.00 %, adopt the act." in text
    assert "1 majority that is just enough" in text and "2 minorities that just block" in text
    assert "Malta 0.12 50.00 50.00" in text


def test_the_last_vote_of_the_council_is_named(file: Proposal) -> None:
    row = CouncilVote(key="v", proposal=file, held_on=date(2025, 12, 8), body="JHA", subject="GA")
    council.record_council_vote(row, {}, [make.proof()], make.EDITOR)
    assert "The Council voted last on 8 December 2025 : GA ." in read()
    assert "voted last" not in read("?on=2025-12-07")


def test_what_the_council_has_decided_goes_before_the_reckoning(file: Proposal) -> None:
    adopted = date(2026, 10, 1)
    make.event(file, Kind.COUNCIL_FIRST_READING_ADOPTION, adopted, title="Final approval")
    text = read("?on=2026-10-02")
    said = "nothing left to vote on here. 1 October 2026 : Final approval . What follows"
    assert text.index(said) < text.index("states in favour")
    assert "nothing left" not in read("?on=2026-09-30")


def test_a_superseded_file_is_said_to_be_one(file: Proposal) -> None:
    make.event(file, Kind.SUPERSEDED, date(2026, 10, 1), title="A new proposal")
    assert "Another proposal has taken the place of this one. 1 October 2026" in read()


def test_without_a_word_on_who_takes_part_all_count_and_it_says_so(file: Proposal) -> None:
    other = make.proposal("2018/0329(COD)")
    said = "Who takes part in this file is not on record: all members of that day are counted."
    assert said in read(path=f"{other.get_absolute_url()}vote/?on=2025-12-08")
    assert said not in read()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?against=XX", "“XX” is no state on record"),
        ("?against=DK", "DK does not take part in this vote."),
        ("?against=FR&abstain=FR", "FR stands on two lists"),
        ("?topic=hubs", "There is no topic “hubs”."),
        ("?year=1999", "There are no figures for 1999."),
    ],
)
def test_nonsense_is_refused_with_a_sentence_and_the_form_stays(
    file: Proposal, query: str, said: str
) -> None:
    shown = read(query, 400)
    assert "Not counted" in shown and said in shown
    assert 'name="s-DE"' in page(query, 400)


def test_a_bad_day_is_refused(file: Proposal) -> None:
    assert "Write a day of the calendar" in read("?on=soon", 400)
    ahead = timezone.localdate() + timedelta(days=1)
    assert "still to come" in read(f"?on={ahead}", 400)
    assert chosen(page(f"?on={ahead}&against=FR", 400)) == {"FR": "against"}


def chosen(shown: str) -> dict[str, str]:
    """What the form has set by hand."""
    return dict(re.findall(r'name="s-(\w\w)">(?:(?!</select>).)*value="([^"]+)" selected', shown))


def test_a_refusal_keeps_what_can_be_read(file: Proposal) -> None:
    query = "?against=XX,FR&in_favour=DE,FR&on=2025-12-07&topic=return_hubs&rule=other"
    shown = page(query, 400)
    assert chosen(shown) == {"FR": "in_favour", "DE": "in_favour"}  # the list named first
    assert 'value="2025-12-07"' in shown
    assert '<option value="return_hubs" selected>' in shown
    assert '<option value="other" selected>' in shown
    assert "its list is by the record of 7 December 2025" in read(query, 400).replace(" .", ".")
    outside = page("?against=DK,FR&year=1999", 400)
    assert chosen(outside) == {"DK": "part-against", "FR": "against"}
    assert 'name="year"' not in outside


def test_a_day_that_cannot_be_counted_lists_no_record_of_today(file: Proposal) -> None:
    make.event(file, Kind.OTHER, date(2005, 9, 1))
    query = "?on=2010-01-01&against=FR&taking_part=IE"
    assert "Before 1 November 2014" in read(query, 400)
    shown = page(query, 400)
    assert chosen(shown) == {"FR": "against", "IE": "taking_part"}
    assert 'value="2010-01-01"' in shown
    assert "Oppose" not in shown and "nothing on record" not in shown and "10.78 %" not in shown


def test_nothing_that_was_asked_is_passed_over(file: Proposal) -> None:
    assert chosen(page("?against=IT&against=FR")) == {"FR": "against", "IT": "against"}
    assert "There is no parameter “agianst”. Known here: abstain," in read("?agianst=FR", 400)
    twice = "?on=2025-12-07&on=2025-12-08&against=FR"
    assert "“on” is given more than once" in read(twice, 400)
    assert chosen(page(twice, 400)) == {"FR": "against"}
    assert "“nonsense” is nothing that “FR” can be set to" in read("?s-FR=nonsense", 400)
    both = Client().get(f"{ADDRESS}?s-FR=against&against=IT")
    assert both["Location"] == f"{ADDRESS}?against=FR,IT"
    assert "There is no parameter “x”" in read("?s-FR=against&x=1", 400)


def test_a_file_from_before_november_2014_says_that_nothing_can_be_counted() -> None:
    make.populations()
    old = make.proposal("2005/0167(COD)")
    make.event(old, Kind.SIGNATURE, date(2008, 12, 16))
    text = read(path="/proposals/2005-0167-COD/vote/")
    assert "votes were weighed by another rule" in text
    assert "What a vote would give</a>" not in page(path="/proposals/2005-0167-COD/")


def test_without_figures_nothing_is_counted() -> None:
    make.proposal()
    assert "No complete figures are on record" in read()


def test_other_spellings_lead_to_the_one_address(file: Proposal) -> None:
    answer = Client().get("/proposals/2025_59/vote/?against=FR,ES&x=1")
    assert (answer.status_code, answer["Location"]) == (301, f"{ADDRESS}?against=FR,ES&x=1")
    assert Client().get("/proposals/2031-0001-COD/vote/").status_code == 404


def test_the_page_of_the_file_leads_here_with_a_sentence(file: Proposal) -> None:
    text = read(path="/proposals/2025-0059-COD/")
    assert "open: the undecided decide , with 1 to 24 of 25 states" in text
    assert f'<a href="{ADDRESS}">What a vote would give</a>' in page(
        path="/proposals/2025-0059-COD/"
    )
    assert f"{ADDRESS}?on=2025-12-07" in page("?on=2025-12-07", path="/proposals/2025-0059-COD/")


def test_nothing_on_the_page_is_inline(file: Proposal) -> None:
    shown = page()
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son\w+=\"[^0-9\"]", shown)


def test_more_positions_cost_no_more_queries(file: Proposal) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(path=path)
        return len(queries)

    paths = (ADDRESS, "/proposals/2025-0059-COD/")
    few = [count(path) for path in paths]
    for code in ("FR", "IT", "PL", "RO", "NL"):
        make.position(file, code, Stance.SUPPORT, date(2025, 7, 1))
    assert [count(path) for path in paths] == few
    assert few[0] <= 14


def test_what_a_mail_or_site_hangs_on_an_address_asks_nothing(client: Client) -> None:
    file = make.proposal()
    address = f"{file.get_absolute_url()}vote/"
    assert client.get(address, {"utm_source": "mail", "fbclid": "x"}).status_code == 200
    assert client.get(address, {"wrong": "x"}).status_code == 400
