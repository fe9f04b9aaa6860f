"""What browsers are told about every page: what it may load, and that nobody may frame it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import path

from legislation import timeline
from legislation.models import Proposal, Snapshot
from tests import make

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PAGES = {
    "/": 200,
    "/proposals/2025-0059-COD/": 200,
    "/proposals/2025-0059-COD/?on=soon": 400,
    "/proposals/2025_59/": 301,
    "/proposals/2025-0059-COD/positions/": 200,
    "/proposals/2025-0059-COD/vote/": 200,
    "/proposals/2025-0059-COD/events/2025-03-11-proposal-adopted/": 200,
    "/proposals/2025-0059-COD/events/2025-12-08-council-debate/": 410,
    "/context/": 200,
    "/states/": 200,
    "/states/DE/": 200,
    "/figures/": 200,
    "/sources/": 200,
    "/corrections/": 200,
    "/corrections/feed/": 200,
    "/promptness/": 200,
    "/subscribe/": 200,
    "/manage/": 200,
    "/nowhere/": 404,
    "/api/v1/": 200,
    "/api/v1/events/": 200,
    "/api/v1/schema/": 200,
    "/admin/": 302,
    "/admin/login/": 200,
    "/healthz": 200,
}


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This page is always broken.")


urlpatterns = [path("broken/", broken)]


@pytest.fixture
def file() -> Proposal:
    proposal = make.proposal()
    make.event(proposal, key="2025-03-11-proposal-adopted")
    make.position(proposal)
    gone = make.event(proposal, key="2025-12-08-council-debate")
    timeline.retract_event(gone, make.EDITOR.because("It was not held."))
    return proposal


def policy(answer: HttpResponseBase) -> dict[str, str]:
    """The content security policy of an answer, by directive."""
    parts = answer["Content-Security-Policy"].split("; ")
    return {name: rest for name, _, rest in (part.partition(" ") for part in parts)}


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_strict_and_in_nobodys_frame(
    client: Client, file: Proposal, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == PAGES[address]
    assert policy(answer) == STRICT
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@override_settings(ROOT_URLCONF="tests.site.test_headers")
def test_a_broken_page_is_as_strict() -> None:
    answer = Client(raise_request_exception=False).get("/broken/")
    assert answer.status_code == 500
    assert policy(answer) == STRICT


def test_stored_bytes_keep_a_policy_of_their_own(client: Client) -> None:
    kept: Snapshot = make.snapshot(make.source())
    answer = client.get(f"/snapshots/{kept.pk}/bytes/")
    assert policy(answer) == {"default-src": "'none'", "sandbox": ""}


def test_only_pages_that_show_a_mail_allow_styles_in_the_text(client: Client) -> None:
    client.force_login(make.superuser())
    mail = make.email()
    shown = client.get(f"/admin/legislation/email/{mail.pk}/change/")
    tried = client.get("/admin/legislation/email/test/")
    relaxed = {**STRICT, "style-src": "'self' 'unsafe-inline'"}
    assert policy(shown) == policy(tried) == relaxed
    assert policy(client.get("/admin/legislation/email/")) == STRICT
