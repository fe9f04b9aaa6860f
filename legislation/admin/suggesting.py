"""Lines of text that know what was typed there before: plain HTML, without a script."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from legislation.models import Position

_MOST = 200


class Suggesting(forms.TextInput):
    """A text field with a list of what may be meant; anything else may be typed as well."""

    known: list[str] = []

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        known = f"known_{name}"
        field = super().render(name, value, {**(attrs or {}), "list": known}, renderer)
        options = format_html_join("", '<option value="{}">', ((each,) for each in self.known))
        return format_html('{}<datalist id="{}">{}</datalist>', field, known, options)


def suggest(actor: forms.Field, office: forms.Field, state: object) -> None:
    """Offer who has spoken for a state, and in which office; of all states while none is known."""
    said = Position.objects.filter(state=str(state)) if state else Position.objects.all()
    pairs = said.order_by("-stated_on", "-pk").values_list("actor", "office")
    for field, place in ((actor, 0), (office, 1)):
        if isinstance(field.widget, Suggesting):
            known = dict.fromkeys(pair[place] for pair in pairs if pair[place])
            field.widget.known = list(known)[:_MOST]
