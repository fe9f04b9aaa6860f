"""What feeds the tracker; it could be deleted without breaking it."""

from django.apps import AppConfig


class ScrapersConfig(AppConfig):
    """Reads sources."""

    name = "scrapers"
    verbose_name = "Scrapers"
