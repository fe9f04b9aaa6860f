"""What browsers are told with every answer, beside what Django and django-csp tell them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

#: No page asks for any of these, nor may what it frames.
NOT_ASKED_FOR = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class PermissionsPolicy:
    """Gives up what a page could ask its reader's machine for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Permissions-Policy"] = NOT_ASKED_FOR
        return response
