"""Admin pages of rows that belong to shops: people of a shop see and touch their own shop's alone.

The filter here stands beside row-level security, not in its place: each holds where the other is forgotten.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_of_user

if TYPE_CHECKING:
    # unfold carries no types; its classes are Django's own in another dress
    Pages = admin.ModelAdmin[Any]
    Rows = admin.TabularInline[Any, Any]
    Dropdown = admin.RelatedFieldListFilter
else:
    from unfold.admin import ModelAdmin as Pages
    from unfold.admin import TabularInline as Rows
    from unfold.contrib.filters.admin import RelatedDropdownFilter as Dropdown


def is_platforms(request: HttpRequest) -> bool:
    """The platform's own people see every shop."""
    return request.user.is_active and request.user.is_superuser


def own_rows(request: HttpRequest, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
    """Those of `rows` that the asker may see; `path` leads from a row to its shop."""
    if is_platforms(request):
        return rows
    shop = tenant_of_user(request.user.pk) if request.user.pk else None
    # not `filter(tenant=None)`: that would find rows that belong to no shop yet
    return rows.none() if shop is None else rows.filter(**{path: shop})


def _own_choices(
    request: HttpRequest, related: type[Model], given: QuerySet[Any] | None
) -> dict[str, QuerySet[Any]]:
    """What a form may offer of `related`; nothing is said of models that belong to no shop."""
    path = "pk" if related is Tenant else "tenant"
    if related is not Tenant and not any(field.name == "tenant" for field in related._meta.fields):
        return {}
    return {"queryset": own_rows(request, related._default_manager.all() if given is None else given, path)}


class ShopFilter(Dropdown):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.title = "shop"


BY_SHOP = ("tenant", ShopFilter)


def _is_by_shop(list_filter: Any) -> bool:
    return bool((list_filter[0] if isinstance(list_filter, tuple | list) else list_filter) == "tenant")


class ShopAdmin(Pages):
    """`tenant_path` leads from a row to its shop. Columns and filters of the shop are the platform's alone."""

    tenant_path = "tenant"
    list_per_page = 50
    list_filter_submit = True
    show_full_result_count = False

    @admin.display(description="shop", ordering="tenant__name")
    def shop(self, row: Any) -> str:
        return str(row.tenant)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return own_rows(request, super().get_queryset(request), self.tenant_path)

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        shown = super().get_list_display(request)
        return [one for one in shown if one not in ("tenant", "shop") or is_platforms(request)]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = super().get_list_filter(request)
        return [one for one in filters if not _is_by_shop(one) or is_platforms(request)]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= _own_choices(request, db_field.related_model, kwargs.get("queryset"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnly:
    """Shown, never changed."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, ShopAdmin):
    """What happened to a shop."""


class PlatformAdmin(Pages):
    """For the platform's own people: it belongs to no shop."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_platforms(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_platforms(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)


class ShopRows(Rows):
    """Rows of a shop within the page of what they belong to."""

    tenant_path = "tenant"
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return own_rows(request, super().get_queryset(request), self.tenant_path)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs |= _own_choices(request, db_field.related_model, kwargs.get("queryset"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class PlatformRows(ShopRows):
    """The shop's people see them; the platform's people change them."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)
