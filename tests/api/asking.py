"""Asking the API as a program would."""

from __future__ import annotations

from typing import Any

from django.test import Client


def ask(path: str, status: int = 200, **parameters: Any) -> Any:
    """The JSON that an address answers; `from_` is the parameter `from`."""
    asked = {name.rstrip("_"): value for name, value in parameters.items()}
    response = Client().get(f"/api/v1/{path}", asked)
    assert response.status_code == status, response.content[:500]
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def rows(path: str, **parameters: Any) -> list[Any]:
    """The rows of a list."""
    found: list[Any] = ask(path, **parameters)["results"]
    return found
