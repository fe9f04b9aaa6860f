"""The addresses of the API, under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from legislation.api import views
from legislation.api.deadlines import Deadlines
from legislation.api.record import ProposalRecord
from legislation.api.search import Search
from legislation.api.votes import VoteOutlook

app_name = "api"
router = SimpleRouter()
LISTS = {
    "proposals": views.ProposalViewSet,
    "stages": views.StageViewSet,
    "events": views.EventViewSet,
    "documents": views.DocumentViewSet,
    "positions": views.PositionViewSet,
    "topics": views.TopicViewSet,
    "press-releases": views.PressReleaseViewSet,
    "joint-statements": views.JointStatementViewSet,
    "council-votes": views.CouncilVoteViewSet,
    "statistics": views.StatisticViewSet,
    "states": views.StateViewSet,
    "participations": views.ParticipationViewSet,
    "changes": views.ChangeViewSet,
    "sources": views.SourceViewSet,
}
for _name, _view in LISTS.items():
    if _name != "events":
        router.register(_name, _view, basename=_name)

_event = views.EventViewSet.as_view({"get": "retrieve"})
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.Root.as_view(names=tuple(LISTS)), name="root"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("events/", views.EventViewSet.as_view({"get": "list"}), name="events-list"),
    path("events/<slug:key>/", _event, name="context-event"),
    # Before the proposals: any text may be the spelling of a reference, slashes included.
    re_path(
        rf"^proposals/(?P<slug>.+)/events/(?P<key>{views.KEY})/$", _event, name="event-of-proposal"
    ),
    re_path(r"^proposals/(?P<slug>.+)/record/$", ProposalRecord.as_view(), name="record"),
    re_path(r"^proposals/(?P<slug>.+)/deadlines/$", Deadlines.as_view(), name="deadlines"),
    path("search/", Search.as_view(), name="search"),
    path("votes/outlook/", VoteOutlook.as_view(), name="votes-outlook"),
    # The address as people type it; one of the two is enough for the schema.
    path("votes/outlook", VoteOutlook.as_view(schema=None)),
    *router.urls,
    re_path(r"^.*/$", views.Nowhere.as_view()),
]
