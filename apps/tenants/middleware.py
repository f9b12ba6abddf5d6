"""Each signed-in request sees its own tenant's rows; a request of nobody sees none."""

from collections.abc import Callable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.tenants.isolation import operator_scope, tenant_scope
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_of_user, zone_of

Respond = Callable[[HttpRequest], HttpResponse]


def tenant_of_request(get_response: Respond) -> Respond:
    def respond(request: HttpRequest) -> HttpResponse:
        user: AbstractBaseUser | AnonymousUser = request.user
        if not user.is_authenticated:
            return get_response(request)
        if getattr(user, "is_superuser", False):
            with operator_scope():
                return _rendered(get_response(request))
        tenant_id = tenant_of_user(user.pk)
        if tenant_id is None:
            return get_response(request)
        with tenant_scope(tenant_id), timezone.override(zone_of(Tenant.objects.get(pk=tenant_id))):
            return _rendered(get_response(request))

    return respond


def _rendered(response: HttpResponse) -> HttpResponse:
    # A template response reads its rows while it renders: that must happen inside the scope.
    render = getattr(response, "render", None)
    if callable(render) and not getattr(response, "is_rendered", True):
        response = render()
    # What a view raised has become an answer by now: the half that it wrote must not be kept.
    if response.status_code >= 500:
        transaction.set_rollback(True)
    return response
