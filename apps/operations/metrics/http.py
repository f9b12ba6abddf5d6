"""The web process's answers, counted by where and how."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter

Respond = Callable[[HttpRequest], HttpResponse]
PROBES = ("/v1/health", "/v1/live", "/metrics")
# The first that fits; what fits none is a page.
FOLDERS = {"/admin/": "admin", "/v1/": "api", "/static/": "files", "/pictures/": "files"}
AREAS = ("health", *dict.fromkeys(FOLDERS.values()), "pages")
CODES = ("2xx", "3xx", "4xx", "5xx")
RESPONSES = Counter(
    "wabot_http_responses", "Answers of the web process, by area and class of status.", ["area", "code"]
)


def count_responses(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        RESPONSES.labels(area_of(request.path_info), f"{response.status_code // 100}xx").inc()
        return response

    return respond


def area_of(path: str) -> str:
    if path in PROBES:
        return "health"
    return next((area for folder, area in FOLDERS.items() if path.startswith(folder)), "pages")
