"""How lists are cut into pages."""

from __future__ import annotations

from typing import Any

from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.serializers import ValidationError


class Pages(PageNumberPagination):
    """Fifty a page, a hundred at most: `?page=2&page_size=100`."""

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "Rows on a page, 50 unless told, 100 at most."
    max_page_size = 100

    def get_page_size(self, request: Request) -> int:
        """The size that was asked for, cut to the most; refused if it is no size."""
        asked = request.query_params.get("page_size", "")
        if asked and not _is_positive(asked):
            raise ValidationError({"page_size": ["Write a whole number from 1 to 100."]})
        return min(int(asked or self.page_size), self.max_page_size)

    def get_page_number(self, request: Request, paginator: Any) -> int | str:
        """The page that was asked for; refused if it is no page of any list."""
        asked = request.query_params.get("page") or "1"
        if asked not in self.last_page_strings and not _is_positive(asked):
            raise ValidationError({"page": ["Write a whole number from 1, or “last”."]})
        return super().get_page_number(request, paginator)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The envelope without DRF's example addresses, which aren't ours."""
        described = super().get_paginated_response_schema(schema)
        for name in ("next", "previous"):
            described["properties"][name].pop("example", None)
        return described


def _is_positive(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0
