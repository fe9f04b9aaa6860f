"""The tracker itself."""

from django.apps import AppConfig


class LegislationConfig(AppConfig):
    """Proposals, their events and proof, positions, alerts."""

    name = "legislation"
    verbose_name = "Legislation"
