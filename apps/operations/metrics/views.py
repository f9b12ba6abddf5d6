"""GET /metrics, for the machines that watch: by address, since Prometheus stands beside the process."""

from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.operations.metrics.exposing import FIGURES, exposition

# A proxy on this host would lend everybody its own address. What it adds nobody can take away; who adds one of
# these to be let in is kept out by it.
OF_PROXIES = (
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Real-IP",
    "Forwarded",
    "Via",
)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_read(request):
        says = "Only the networks of WABOT_METRICS_NETWORKS read this, and no proxy for them.\n"
        return HttpResponse(says, status=403, content_type="text/plain")
    body, content_type = exposition(FIGURES, request.headers.get("Accept", ""))
    return HttpResponse(body, content_type=content_type)


def may_read(request: HttpRequest) -> bool:
    if any(name in request.headers for name in OF_PROXIES):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        # a local socket: nobody's address
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in settings.WABOT_METRICS_NETWORKS)
