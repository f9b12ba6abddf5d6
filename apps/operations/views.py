"""The web process's own pages: health, the landing page, and what is said when something is wrong."""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.operations.health.board import BOARD
from apps.operations.health.telling import Told
from apps.operations.maintenance import maintenance_state

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """503 only where nothing can be served; parts that do less are named. JSON unless a browser asks."""
    told = Told(BOARD.health(), maintenance_state(), timezone.now())
    response: HttpResponse
    if request.get_preferred_type(["application/json", "text/html"]) == "text/html":
        response = HttpResponse(told.as_page(watch="watch" in request.GET), status=told.code)
    else:
        response = JsonResponse(told.as_json(), status=told.code)
    patch_vary_headers(response, ["Accept"])
    return response


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; that is all."""
    return JsonResponse({"status": "live"})


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    return render(request, "operations/landing.html", {"phone_page": _phone_page(request)})


def _phone_page(request: HttpRequest) -> str:
    """The simulator's address where it plays WhatsApp on this machine, as the asker's browser reaches it."""
    graph = urlsplit(settings.WABOT_GRAPH_URL)
    if graph.hostname not in LOOPBACK or graph.port is None:
        return ""
    host = request.get_host().rsplit(":", 1)[0]
    return f"{graph.scheme}://{host}:{graph.port}/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _wrong(
        request, 400, "Bad request", "This address or form holds something that no page of ours sends."
    )


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _wrong(request, 403, "Not yours", "Your account may not open this. Ask whoever runs your shop.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _wrong(request, 404, "Nothing here", "The address may be mistyped, or what was here is gone.")


def server_error(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": "internal error"}, status=500)
    return HttpResponse(_server_error_page(), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _wrong(
        request,
        403,
        "Please try again",
        "The page was open for too long. Go back, load it anew, send it again.",
    )


def _wrong(request: HttpRequest, status: int, title: str, says: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": title.lower()}, status=status)
    # Without the request: its context processors would look up who asks.
    page = render_to_string("operations/wrong.html", {"status": status, "title": title, "says": says})
    return HttpResponse(page, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.path_info.startswith("/v1/")


@cache
def _server_error_page() -> str:
    context: dict[str, Any] = {
        "status": 500,
        "title": "Something broke on our side",
        "says": "Customers' messages are kept and will be answered. Please try again in a minute.",
    }
    return render_to_string("operations/wrong.html", context)
