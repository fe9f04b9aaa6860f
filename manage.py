#!/usr/bin/env python
"""Django's command line for the tracker."""

import os
import sys


def main() -> None:
    """Run a command; settings or a database that cannot be used are said in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, ProgrammingError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"A setting is wrong. {error}")
    except (OperationalError, ProgrammingError) as error:
        from tracker.health import why_unusable

        if reason := why_unusable():
            sys.exit(reason)
        raise error


if __name__ == "__main__":
    main()
