"""The processes that obey the switches: who lives, and on which version."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.bot.services.authoring import newest_version
from apps.operations.models import Process
from apps.operations.services.liveness import KnownProcess, Life, known_processes
from apps.tenants.shop_admin import PlatformAdmin, ReadOnly

KNOWN, NEWEST = "known_on_this_page", "newest_on_this_page"
# Word, colour of the pill, what it means.
SAID = {
    Life.LISTENING: ("listening", "ok", "its session is there"),
    Life.DEAF: ("deaf", "degraded", "it runs on this host, but its session is lost: it hears of no change"),
    Life.LOST: ("lost", "degraded", "on another host, silent just now"),
    Life.GONE: ("gone", "gone", "it ended; nobody waits for it"),
}


@admin.register(Process)
class ProcessAdmin(ReadOnly, PlatformAdmin):
    list_display = ("name", "kind", "life", "runs_on", "applied_at", "release", "where", "started_at")
    list_filter = ("kind", "release")
    search_fields = ("name", "host", "=pid")
    fields = (("name", "kind"), ("host", "pid"), ("release", "started_at"), ("config_version", "applied_at"))
    show_full_result_count = False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        known = {one.id: one for one in known_processes()}
        newest = newest_version()
        for row in page.result_list:
            vars(row).update({KNOWN: known.get(row.pk), NEWEST: newest})
        return page

    @admin.display(description="state")
    def life(self, row: Process) -> SafeString:
        known: KnownProcess | None = vars(row)[KNOWN]
        word, colour, means = SAID[known.life if known else Life.GONE]
        return format_html('<span class="pill {}" title="{}">{}</span>', colour, means, word)

    @admin.display(description="switches", ordering="config_version")
    def runs_on(self, row: Process) -> str | SafeString:
        known: KnownProcess | None = vars(row)[KNOWN]
        said = "none yet" if row.config_version is None else f"version {row.config_version}"
        if known is None or not known.lives or known.runs_on(vars(row)[NEWEST]):
            return said
        return format_html('{} <span class="pill degraded">behind {}</span>', said, vars(row)[NEWEST])

    @admin.display(description="host, pid", ordering="host")
    def where(self, row: Process) -> str:
        return f"{row.host}, {row.pid}"
