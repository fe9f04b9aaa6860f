"""Moments with 24 hours, as everywhere else on the site; Django's own have "11:11 p.m."."""

from django.conf.locale.en_GB.formats import *  # type: ignore[import-untyped] # noqa: F403

TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "d/m/Y H:i"
