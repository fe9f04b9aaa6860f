"""Atom feeds (RFC 4287) of a file, a state and a topic: the journal's news, newest first.

Loading the curated record is no news. A feed with little of it is filled up with the last steps on
record, so that who subscribes sees something; news pushes them out one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Min, Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page, require_safe

from legislation.domain.words import Confidence, Stance, Verb
from legislation.language import of_topic, recorded, sign, state_name, sureness, told
from legislation.models import (
    FACTS,
    Change,
    CouncilVote,
    Event,
    Evidence,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Position,
    Proposal,
    Topic,
)
from legislation.models.facts import FACT_NAMES
from legislation.models.journal import BASELINE_RUN
from legislation.pages.addresses import full, page
from legislation.pages.asked import takes_no_day
from legislation.pages.corrections import day_of
from legislation.pages.facts import Named, named
from legislation.pages.proposals import spelled

SHOWN = 50
#: A feed with fewer news is filled up to so many entries with the last steps.
STEPS = 10
#: A fact: the name of its table in `FACTS`, and its row.
_Fact = tuple[str, int]
_DAYS = {"happened_on", "published_on", "stated_on"}


@dataclass(frozen=True)
class Entry:
    """One change as a feed tells it, in the words that the fact had then."""

    change: Change
    fact: Named
    title: str
    when: str
    said: str
    why: str
    proofs: tuple[tuple[str, str], ...]
    doubt: str = ""
    note: str = ""


def entries(changes: Iterable[Change]) -> list[Entry]:
    """The changes in words; those of which nothing can be shown are left out."""
    found = [(change, fact) for change in changes if (fact := named(change))]
    notes = _notes(change for change, _ in found)
    return [_told(change, fact, notes) for change, fact in found]


def _notes(changes: Iterable[Change]) -> dict[tuple[_Fact, str, str], str]:
    """What is noted of doubtful evidence, by fact, address and citation: no part of the journal."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for name, pk in map(_about, changes):
        wanted[name].add(pk)
    of_these = Q(pk__in=())
    for name, pks in wanted.items():
        of_these |= Q((f"{name}__in", pks))
    rows = Evidence.objects.filter(of_these).exclude(note="").exclude(confidence=Confidence.HIGH)
    return {(_about(row), row.address, row.citation): row.note for row in rows}


def _about(row: Change | Evidence) -> _Fact:
    """The fact; the file that a change is of comes first in `FACTS` and counts for want of one."""
    ids = ((name, getattr(row, f"{name}_id")) for name in reversed(FACTS))
    return next((name, pk) for name, pk in ids if pk is not None)


def _strongest(content: dict[str, Any]) -> dict[str, Any] | None:
    """Of the evidence that the fact had then; None without any and where it is strong."""
    ranks = list(Confidence)
    proofs = content.get("evidence", [])
    best = min(proofs, key=lambda proof: ranks.index(proof["confidence"]), default=None)
    return None if best is None or best["confidence"] == Confidence.HIGH else best


def _told(change: Change, fact: Named, notes: dict[tuple[_Fact, str, str], str]) -> Entry:
    content = change.after or {}
    weak = _strongest(content)
    key = (_about(change), weak["address"], weak["citation"]) if weak else None
    title = plain(recorded(content["title"]) if content.get("title") else fact.label)
    loaded = not _is_news(change)
    proofs = ((p.get("address"), p.get("citation")) for p in content.get("evidence", []))
    return Entry(
        change=change,
        fact=fact,
        title=title
        if change.verb == Verb.RECORDED
        else f"{told(Verb(change.verb))}{sign(':')} {title}",
        when=day_of(content) if _DAYS & content.keys() else "",
        said=plain(_said(content)),
        why="" if loaded else plain(change.why),
        proofs=tuple((plain(at), plain(text)) for at, text in proofs if at or text),
        doubt=doubt_in_words(Confidence(weak["confidence"])) if weak else "",
        note=plain(notes.get(key, "")) if key else "",
    )


def doubt_in_words(best: Confidence) -> str:
    """How sure what is not is: its confidence, and what that means."""
    said = sureness(best)
    return f"{said[:1].upper()}{said[1:]}{sign(':')} {told(best)}."


def _is_news(change: Change) -> bool:
    return not change.run.startswith(BASELINE_RUN)


def _said(content: dict[str, Any]) -> str:
    """The fact's own sentence: what happened, or what a state said."""
    stance = content.get("stance")
    words = next(filter(None, map(content.get, ("detail", "summary", "note"))), "")
    return f"{told(Stance(stance))}{sign(':')} {words}" if stance else str(words)


def plain(text: object) -> str:
    """Without the control characters that neither XML nor a calendar has a way to write."""
    kept = (
        each for each in str(text or "") if each.isprintable() or each in "\n\t\N{NO-BREAK SPACE}"
    )
    return "".join(kept)


class Entries(Atom1Feed):
    """Atom with a fixed moment for a feed that is empty: since when nothing has changed."""

    def latest_post_date(self) -> datetime:
        """When the newest entry was recorded."""
        told = [item["updateddate"] for item in self.items]
        moment: datetime = max(told, default=self.feed["began"])
        return moment


class NewsFeed(Feed):  # type: ignore[type-arg]
    """What all of the feeds have in common; each says what it is about."""

    feed_type = Entries
    author_name = "Return Directive Tracker"
    feed_copyright = gettext_lazy("Reuse with acknowledgement of the source.")
    description_template = "legislation/feed_entry.html"

    def items(self, about: Any) -> list[Entry]:
        """The newest news, filled up with the last steps that are not among them."""
        news = Change.objects.news().filter(self.concerns(about))
        found = entries(news.select_related(*FACT_NAMES).order_by("-sequence")[:SHOWN])
        if len(found) >= STEPS:
            return found
        told_of = {_about(entry.change) for entry in found}
        steps = entries(self.last_steps(about))
        steps = [entry for entry in steps if _about(entry.change) not in told_of]
        return found + steps[: STEPS - len(found)]

    def concerns(self, about: Any) -> Q:
        """Which changes belong into the feed."""
        raise NotImplementedError

    def last_steps(self, about: Any) -> list[Change]:
        """How the last facts of the record came into it, newest by their own day first."""
        raise NotImplementedError

    def feed_extra_kwargs(self, about: Any) -> dict[str, Any]:
        """For an empty feed: when this tracker began."""
        first = Change.objects.aggregate(first=Min("recorded_at"))["first"]
        return {"began": first or datetime.fromtimestamp(0, UTC)}

    def item_title(self, item: Entry) -> str:
        """What it is, and whether it is new."""
        return item.title

    def item_link(self, item: Entry) -> str:
        """Where the fact is."""
        return full(item.fact.address)

    def item_guid(self, item: Entry) -> str:
        """The entry's own name (RFC 4151), whatever becomes of its address."""
        change = item.change
        day = timezone.localtime(change.recorded_at, UTC).date()
        return f"tag:{settings.SITE_HOST},{day}:changes/{change.sequence}"

    def item_pubdate(self, item: Entry) -> datetime:
        """When it was recorded."""
        return item.change.recorded_at

    def item_updateddate(self, item: Entry) -> datetime:
        """The same: what becomes different later is an entry of its own."""
        return item.change.recorded_at

    def item_categories(self, item: Entry) -> tuple[str]:
        """What sort of fact it is."""
        return (item.fact.sort,)


class ProposalFeed(NewsFeed):
    """Whatever changed about one file."""

    def get_object(self, request: HttpRequest, slug: str) -> Proposal:
        """The file, in any spelling of its reference."""
        return Proposal.objects.filter(slug=slug).first() or spelled(slug)

    def title(self, about: Proposal) -> str:
        """The file's names."""
        return f"{recorded(about.short_title)}, {about.reference} · Return Directive Tracker"

    def link(self, about: Proposal) -> str:
        """The file's page."""
        return full(about.get_absolute_url())

    def feed_url(self, about: Proposal) -> str:
        """The one address of the feed."""
        return page("proposal_feed", about.slug)

    def concerns(self, about: Any) -> Q:
        """All that is of the file."""
        return Q(proposal=about)

    def last_steps(self, about: Any) -> list[Change]:
        """The last events that happened."""
        happened = Event.objects.filter(proposal=about).happened(timezone.localdate())
        return _recorded("event", happened.order_by("-happened_on", "-pk"))


class StateFeed(NewsFeed):
    """What one state said, signed and voted, and whether it takes part."""

    def get_object(self, request: HttpRequest, code: str) -> MemberState:
        """The state, by any of its codes and names."""
        return get_object_or_404(MemberState.objects.called(code))

    def title(self, about: MemberState) -> str:
        """The state's name."""
        return f"{state_name(about.code, about.name)} · Return Directive Tracker"

    def link(self, about: MemberState) -> str:
        """The state's page."""
        return page("state", about.code)

    def feed_url(self, about: MemberState) -> str:
        """The one address of the feed."""
        return page("state_feed", about.code)

    def concerns(self, about: Any) -> Q:
        """All that names the state."""
        return (
            Q(position__in=Position.objects.filter(state=about))
            | Q(participation__in=Participation.objects.filter(state=about))
            | Q(population__in=Population.objects.filter(state=about))
            | Q(joint_statement__in=JointStatement.objects.filter(members__state=about))
            | Q(council_vote__in=CouncilVote.objects.filter(casts__state=about))
        )

    def last_steps(self, about: Any) -> list[Change]:
        """Its last positions."""
        return _last_said(Position.objects.filter(state=about))


class TopicFeed(NewsFeed):
    """What all states said on one topic."""

    def get_object(self, request: HttpRequest, slug: str) -> Topic:
        """The topic."""
        return get_object_or_404(Topic, slug=slug)

    def title(self, about: Topic) -> str:
        """The topic's name."""
        return f"{of_topic(about.label)} · Return Directive Tracker"

    def subtitle(self, about: Topic) -> str:
        """What support means here."""
        return of_topic(about.reading)

    def link(self, about: Topic) -> str:
        """The map of the topic on the newest file on which a state spoke of it."""
        spoken = Proposal.objects.filter(positions__topic=about).distinct()
        newest = spoken.order_by("-year", "-number", "suffix").first()
        if newest is None:
            return page("state_list")
        return f"{page('positions', newest.slug)}?topic={about.slug}"

    def feed_url(self, about: Topic) -> str:
        """The one address of the feed."""
        return page("topic_feed", about.slug)

    def concerns(self, about: Any) -> Q:
        """All positions and joint statements on it."""
        return Q(position__in=Position.objects.filter(topic=about)) | Q(
            joint_statement__in=JointStatement.objects.filter(topics=about)
        )

    def last_steps(self, about: Any) -> list[Change]:
        """The last positions on it."""
        return _last_said(Position.objects.filter(topic=about))


def _last_said(positions: QuerySet[Position]) -> list[Change]:
    standing = positions.filter(corrected_by=None, retracted_at=None)
    return _recorded("position", standing.order_by("-stated_on", "-pk"))


def _recorded(name: str, facts: QuerySet[Any]) -> list[Change]:
    """The entries by which the first of the facts came into the record, in their order."""
    newest = list(facts.values_list("pk", flat=True)[:STEPS])
    born = Change.objects.public().filter(
        verb__in=[Verb.RECORDED, Verb.CORRECTED], **{f"{name}__in": newest}
    )
    by_fact = {getattr(each, f"{name}_id"): each for each in born.select_related(*FACT_NAMES)}
    return [by_fact[pk] for pk in newest if pk in by_fact]


# An answer carries the hash of its bytes and the moment of its newest entry; who has them already
# is told so (RFC 9110, conditional requests).
proposal_feed = conditional_page(require_safe(takes_no_day(ProposalFeed())))
state_feed = conditional_page(require_safe(takes_no_day(StateFeed())))
topic_feed = conditional_page(require_safe(takes_no_day(TopicFeed())))
