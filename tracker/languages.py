"""The language of a page is that of its address: nothing else that a browser says is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageOfAddress:
    """Speaks the language of the path's prefix, /fr/ or /de/, and English without one.

    Django's own middleware would add "Vary: Accept-Language", by which no answer here varies.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, and which language it is in."""
        named = translation.get_language_from_path(request.path_info)
        language = named or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
