"""What a page looks like where somebody shares it: a title, a sentence, and a picture with both."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from legislation.domain.procedure import stages
from legislation.domain.union import membership_on
from legislation.domain.words import Institution, Precision
from legislation.language import in_words, membership, recorded, state_name, told
from legislation.memory import BadDay
from legislation.models import Event, MemberState, Proposal
from legislation.pages import wording
from legislation.pages.asked import read_asked
from legislation.pages.chronicle import dated_steps
from legislation.pages.picture import drawn
from legislation.timeline import steps

NAME = "Return Directive Tracker"


@dataclass(frozen=True)
class Card:
    """A page in two sentences; `image` is the path of the picture, `corner` stands in it alone."""

    kicker: str
    title: str
    sentence: str
    image: str
    corner: str = ""


def of_proposal(proposal: Proposal, sentence: str, on: date | None) -> Card:
    """The card of a file, today or as it stood on a day."""
    path = reverse("proposal_card", args=[proposal.slug])
    day = on or timezone.localdate()
    return Card(
        kicker=proposal.reference,
        title=recorded(proposal.short_title),
        sentence=sentence,
        image=f"{path}?on={on}" if on else path,
        corner=in_words(day, Precision.DAY),
    )


def of_positions(proposal: Proposal, topic: str, sentence: str, on: date | None) -> Card:
    """The card of where the states stand on a topic; the picture is the file's."""
    file = of_proposal(proposal, "", on)
    return replace(
        file,
        kicker=_named(proposal),
        title=_("Where the states stand: %(topic)s") % {"topic": topic},
        sentence=sentence,
    )


def _named(file: Proposal) -> str:
    return f"{recorded(file.short_title)}, {file.reference}"


def of_event(event: Event) -> Card:
    """The card of a step, which says when and by whom."""
    file = event.proposal
    who = recorded(event.body) or ", ".join(told(Institution(code)) for code in event.institutions)
    day = in_words(event.happened_on, event.precision)
    return Card(
        kicker=_named(file) if file else _("Around the files"),
        title=recorded(event.title),
        sentence=_standing(event, day, who),
        image=reverse("event_card", args=[file.slug, event.key])
        if file
        else reverse("context_card", args=[event.key]),
    )


def _standing(event: Event, day: str, who: str) -> str:
    if event.retracted_at:
        return _("This entry was taken back.")
    if event.expected:
        return _("Expected: %(day)s. It is not on record that this has happened.") % {"day": day}
    return f"{day}, {who}" if who else day


def of_state(state: MemberState, on: date | None = None) -> Card:
    """The card of a state: how much it said by the day, and when it last spoke."""
    path, day = reverse("state_card", args=[state.code]), on or timezone.localdate()
    said = state.positions.stated_by(day).aggregate(
        number=Count("pk"), topics=Count("topic", distinct=True), last=Max("stated_on")
    )
    sentence = _("No position is on record.")
    if said["number"]:
        some = ngettext("%(n)d position", "%(n)d positions", said["number"])
        topics = ngettext("%(n)d topic", "%(n)d topics", said["topics"])
        sentence = _("%(positions)s on %(topics)s on record, the last of %(year)s.") % {
            "positions": some % {"n": said["number"]},
            "topics": topics % {"n": said["topics"]},
            "year": said["last"].year,
        }
    return Card(
        kicker=membership(membership_on(state.code, state.membership, day)),
        title=state_name(state.code, state.name),
        sentence=sentence,
        image=f"{path}?on={on}" if on else path,
        corner=in_words(on, Precision.DAY) if on else "",
    )


def of_tracker() -> Card:
    """The site's own, for pages that have none."""
    return Card(
        kicker=NAME,
        title=_("Where the reform of the EU's return rules stands"),
        sentence=_(
            "The directive of 2008, the recast proposed in 2018 and the regulation proposed in "
            "2025: each step, each text, each government's position, with its source."
        ),
        image=reverse("tracker_card"),
    )


@conditional_page
@require_safe
def tracker_card(request: HttpRequest) -> HttpResponse:
    """The picture of the site itself."""
    return _picture(request, of_tracker())


@conditional_page
@require_safe
def proposal_card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture of a file, today or on a day (`?on=`)."""
    found, on = get_object_or_404(Proposal, slug=slug), _day(request)
    if on and not Proposal.objects.there(on).filter(pk=found.pk).exists():
        raise Http404("The file was not there on that day.")
    return _picture(request, of_proposal(found, _sentence(found, on or timezone.localdate()), on))


@conditional_page
@require_safe
def event_card(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The picture of a step."""
    events = Event.objects.select_related("proposal")
    return _picture(request, of_event(get_object_or_404(events, proposal__slug=slug, key=key)))


@conditional_page
@require_safe
def context_card(request: HttpRequest, key: str) -> HttpResponse:
    """The picture of an event around the files."""
    return _picture(request, of_event(get_object_or_404(Event, proposal__isnull=True, key=key)))


@conditional_page
@require_safe
def state_card(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a state, today or on a day (`?on=`)."""
    found = get_object_or_404(MemberState, code=code)
    return _picture(request, of_state(found, _day(request)))


def _day(request: HttpRequest) -> date | None:
    try:
        return read_asked(request, known=False).on
    except BadDay as error:
        raise Http404("There is no picture of such a day.") from error


def _sentence(proposal: Proposal, day: date) -> str:
    """Where the file stands, as its page says it."""
    events = list(proposal.events.public().oldest_first())
    return wording.standing(list(stages(steps(events), day)), dated_steps(events), day)


@cache_control(public=True, max_age=3600)
def _picture(request: HttpRequest, card: Card) -> HttpResponse:
    png = drawn(card.kicker, card.title, card.sentence, NAME, card.corner)
    return HttpResponse(png, content_type="image/png")
