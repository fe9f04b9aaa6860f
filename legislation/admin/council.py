"""The states and what they have in common: topics, statements, votes. Looked at by staff."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from legislation.admin.kept import ReadOnly
from legislation.domain.days import in_words
from legislation.models import (
    CouncilVote,
    JointStatement,
    MemberState,
    Participation,
    Population,
    Topic,
)


@admin.register(MemberState)
class MemberStateAdmin(ReadOnly[MemberState]):
    list_display = ["name", "code", "membership"]
    list_filter = ["membership"]
    search_fields = ["name", "code"]


@admin.register(Topic)
class TopicAdmin(ReadOnly[Topic]):
    list_display = ["label", "slug", "reading"]
    search_fields = ["label", "slug"]


@admin.register(Population)
class PopulationAdmin(ReadOnly[Population]):
    list_display = ["state", "year", "persons", "percent", "status"]
    list_filter = ["year"]
    list_select_related = ["state"]
    search_fields = ["state__name"]

    @admin.display(description="share", ordering="share")
    def percent(self, population: Population) -> str:
        return "—" if population.share is None else f"{population.share / 100:.2f} %"


@admin.register(Participation)
class ParticipationAdmin(ReadOnly[Participation]):
    list_display = ["state", "proposal", "takes_part", "since_on", "legal_basis"]
    list_filter = ["takes_part", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["state", "proposal"]
    search_fields = ["state__name", "legal_basis"]


@admin.register(JointStatement)
class JointStatementAdmin(ReadOnly[JointStatement]):
    """Letters, papers and meetings of several states."""

    list_display = ["day", "title", "kind", "count", "complete", "proposal"]
    list_display_links = ["title"]
    list_filter = ["kind", "complete", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["proposal"]
    search_fields = ["title", "key"]
    fields = [
        "title",
        "kind",
        "day",
        "proposal",
        "states",
        "count",
        "complete",
        "topics",
        "addressee",
        "note",
        "key",
    ]

    @admin.display(description="day", ordering="stated_on")
    def day(self, statement: JointStatement) -> str:
        return in_words(statement.stated_on, statement.precision)

    @admin.display(description="states")
    def states(self, statement: JointStatement) -> SafeString | str:
        members = statement.members.select_related("state").order_by("role", "state")
        return _listed((member.state, member.get_role_display()) for member in members)


@admin.register(CouncilVote)
class CouncilVoteAdmin(ReadOnly[CouncilVote]):
    """Votes in the Council, with the casts that are documented."""

    list_display = ["held_on", "subject", "body", "outcome", "breakdown_known", "proposal"]
    list_display_links = ["subject"]
    list_filter = ["breakdown_known", ("proposal", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["proposal"]
    search_fields = ["subject", "body", "key"]
    fields = [
        "subject",
        "held_on",
        "body",
        "outcome",
        "proposal",
        "casts",
        "breakdown_known",
        "note",
        "key",
    ]

    @admin.display(description="documented votes")
    def casts(self, vote: CouncilVote) -> SafeString | str:
        casts = vote.casts.select_related("state").order_by("cast", "state")
        return _listed((cast.state, cast.get_cast_display()) for cast in casts)


def _listed(pairs: Iterable[tuple[object, str]]) -> SafeString | str:
    return format_html_join("", "<p>{}: {}</p>", pairs) or "none on record"
