"""Every address of the site."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from legislation.pages.urls import pages
from tracker import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("mailz", health.mailz),
    path("admin/", admin.site.urls),
    path("api/v1/", include("legislation.api.urls")),
    path("", include("legislation.pages.urls")),
    *i18n_patterns(*pages, prefix_default_language=False),
]

handler404 = "legislation.pages.missing.not_found"
