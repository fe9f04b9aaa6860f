"""The states and what they have in common: topics, people, votes. Looked at by staff."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from legislation.admin.kept import ReadOnly
from legislation.models import (
    CouncilVote,
    MemberState,
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
        return listed((cast.state, cast.get_cast_display()) for cast in casts)


def listed(pairs: Iterable[tuple[object, str]]) -> SafeString | str:
    """States, and what each did."""
    return format_html_join("", "<p>{}: {}</p>", pairs) or "none on record"
