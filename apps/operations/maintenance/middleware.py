"""503 for people while maintenance is on; probes go through. Needs neither a database nor Redis."""

from collections.abc import Callable
from datetime import datetime
from math import ceil

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from wabot_edge.journal.maintenance import Maintenance

from apps.operations.maintenance import maintenance_state
from apps.operations.maintenance.words import WORDS, back_in, language_of

Respond = Callable[[HttpRequest], HttpResponse]

# Machines that watch the house; and pictures, which WhatsApp fetches for replies that are on their way.
OPEN = ("/v1/health", "/v1/live", "/metrics")
OPEN_FOLDERS = ("/pictures/", "/static/")
# Asked again then, where nobody promised a time; and after a promise that was not kept.
AGAIN_S = 120
SOONEST_S = 30


def closed_for_maintenance(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponse:
        said = maintenance_state()
        if said is None or not said.is_on or _is_open(request.path_info):
            return get_response(request)
        return _closed(request, said, timezone.now())

    return respond


def retry_after_s(said: Maintenance, now: datetime) -> int:
    if said.until is None:
        return AGAIN_S
    return max(SOONEST_S, ceil((said.until - now).total_seconds()))


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDERS)


def _closed(request: HttpRequest, said: Maintenance, now: datetime) -> HttpResponse:
    after_s = retry_after_s(said, now)
    response = (
        _for_programs(said, after_s)
        if request.path_info.startswith("/v1/")
        else _for_people(request, said, after_s)
    )
    response["Retry-After"] = str(after_s)
    response["Cache-Control"] = "no-store"
    return response


def _for_programs(said: Maintenance, after_s: int) -> HttpResponse:
    body = {
        "error": "maintenance",
        "message": said.message or WORDS["en"]["says"],
        "until": said.until.isoformat() if said.until else None,
        "retry_after_s": after_s,
    }
    return JsonResponse(body, status=503)


def _for_people(request: HttpRequest, said: Maintenance, after_s: int) -> HttpResponse:
    language = language_of(request)
    context = {
        "language": language,
        "words": WORDS[language],
        "message": said.message,
        "back_in": back_in(language, after_s) if said.until else "",
        "again": request.get_full_path() if request.method == "GET" else "/",
    }
    # without the request: its context processors would look up who asks
    response = HttpResponse(render_to_string("operations/maintenance.html", context), status=503)
    response["Content-Language"] = language
    patch_vary_headers(response, ["Accept-Language"])
    return response
