"""What every answer of the web process carries, and what the probes do without."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Respond = Callable[[HttpRequest], HttpResponse]

STRICT = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
# unfold drives its pages with Alpine, which compiles the expressions that stand in its templates ('unsafe-eval'),
# and writes its colours and widths into the page ('unsafe-inline' of styles). Scripts within a page stay
# forbidden. Pictures of products lie wherever the shop's catalogue says.
ADMIN = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data: https:; font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


def content_security_policy(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault(
            "Content-Security-Policy", ADMIN if request.path_info.startswith("/admin/") else STRICT
        )
        return response

    return respond


def probes_without_session(get_response: Respond) -> Respond:
    """A session would be looked up in the database: whoever asks for health must not wait for that."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.path_info in ("/v1/health", "/v1/live", "/metrics"):
            request.COOKIES.clear()
        return get_response(request)

    return respond
