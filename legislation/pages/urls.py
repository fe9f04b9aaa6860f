"""The addresses of the public site: pages, each in every language, and files, in none."""

from __future__ import annotations

from django.contrib.sitemaps import views as sitemaps
from django.urls import path

from legislation.pages import (
    calendars,
    cards,
    corrections,
    crawlers,
    embeds,
    evidence,
    feeds,
    figures,
    home,
    hooks,
    paper,
    positions,
    promptness,
    proofs,
    proposals,
    search,
    states,
    subscriptions,
    voting,
)

#: For programs: one address each, whatever language somebody reads.
urlpatterns = [
    path("snapshots/<int:pk>/bytes/", evidence.snapshot_bytes, name="snapshot_bytes"),
    path("manage/<str:token>/data.json", subscriptions.own_data, name="own_data"),
    path("favicon.ico", crawlers.favicon, name="favicon"),
    path("robots.txt", crawlers.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemaps.index,
        {"sitemaps": crawlers.SITEMAPS, "sitemap_url_name": "sitemap_section"},
        name="sitemap",
    ),
    path(
        "sitemap-<slug:section>.xml",
        sitemaps.sitemap,
        {"sitemaps": crawlers.SITEMAPS},
        name="sitemap_section",
    ),
    path("hooks/bounces/", hooks.bounces, name="take_bounces"),
]
#: For people, cards, feeds and calendars among them: English as it stands here, French and German
#: with their prefix before it.
pages = [
    path("", home.home, name="home"),
    path("proposals/<slug:slug>/feed/", feeds.proposal_feed, name="proposal_feed"),
    path(
        "proposals/<slug:slug>/calendar.ics", calendars.proposal_calendar, name="proposal_calendar"
    ),
    path("states/<slug:code>/feed/", feeds.state_feed, name="state_feed"),
    path("topics/<slug:slug>/feed/", feeds.topic_feed, name="topic_feed"),
    path("calendar.ics", calendars.calendar_of_all, name="calendar"),
    path("search/feed/", search.search_feed, name="search_feed"),
    path("corrections/feed/", corrections.corrections_feed, name="corrections_feed"),
    path("cards/tracker.png", cards.tracker_card, name="tracker_card"),
    path("cards/proposals/<slug:slug>.png", cards.proposal_card, name="proposal_card"),
    path("cards/proposals/<slug:slug>/events/<slug:key>.png", cards.event_card, name="event_card"),
    path("cards/context/<slug:key>.png", cards.context_card, name="context_card"),
    path("cards/states/<slug:code>.png", cards.state_card, name="state_card"),
    path("proposals/<slug:slug>/", proposals.proposal, name="proposal"),
    path("proposals/<slug:slug>/events/<slug:key>/", proposals.event, name="event"),
    path("proposals/<slug:slug>/positions/", positions.positions, name="positions"),
    path("proposals/<slug:slug>/vote/", voting.vote, name="vote"),
    path("proposals/<slug:slug>/briefing/", paper.briefing_page, name="briefing"),
    path("proposals/<slug:slug>/briefing.pdf", paper.briefing_pdf, name="briefing_pdf"),
    path("proposals/<path:spelling>/", proposals.other_spelling, name="other_spelling"),
    path("context/", proposals.context, name="context"),
    path("context/<slug:key>/", proposals.context_event, name="context_event"),
    path("states/", states.state_list, name="state_list"),
    path("states/<str:code>/", states.state, name="state"),
    path("embed/", embeds.embed, name="embed"),
    path("embed/proposals/<slug:slug>/timeline/", embeds.timeline, name="embed_timeline"),
    path("embed/proposals/<slug:slug>/stages/", embeds.stages, name="embed_stages"),
    path("embed/proposals/<slug:slug>/map/", embeds.map_of_states, name="embed_map"),
    path("figures/", figures.figures, name="figures"),
    path("search/", search.search, name="search"),
    path("facts/<slug:kind>/<int:pk>/", proofs.fact, name="fact"),
    path("sources/", evidence.sources, name="sources"),
    path("corrections/", corrections.corrections_log, name="corrections"),
    path("promptness/", promptness.promptness, name="promptness"),
    path("snapshots/<int:pk>/", evidence.snapshot, name="snapshot"),
    path("subscribe/", subscriptions.subscribe, name="subscribe"),
    path("confirm/<str:token>/", subscriptions.confirm, name="confirm"),
    path("manage/", subscriptions.manage, name="manage"),
    path("manage/<str:token>/", subscriptions.preferences, name="preferences"),
    path("manage/<str:token>/erase/", subscriptions.erase, name="erase"),
    path("u/<str:token>/", subscriptions.unsubscribe, name="unsubscribe"),
]
