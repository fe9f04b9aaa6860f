"""Which states an editor looks after; given by superusers, beside the person or in a list."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

from legislation.models import Assignment


@admin.register(Assignment)
class AssignmentAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """An editor without any looks after all states. It is no fact, so it may be deleted."""

    list_display = ["editor", "state"]
    list_filter = ["editor", "state"]
    list_select_related = ["editor", "state"]
    search_fields = ["editor__username", "state__name"]
    autocomplete_fields = ["editor", "state"]

    def has_change_permission(self, request: HttpRequest, obj: Assignment | None = None) -> bool:
        return False  # another state is another row


class Assignments(admin.TabularInline):  # type: ignore[type-arg]
    """The states of one person."""

    model = Assignment
    extra = 0
    verbose_name_plural = "States to look after: all of them, if none stands here"
    autocomplete_fields = ["state"]


class DeskUserAdmin(UserAdmin):  # type: ignore[type-arg]
    """Django's own page of a person, with the states."""

    inlines = [Assignments]


admin.site.unregister(User)
admin.site.register(User, DeskUserAdmin)
