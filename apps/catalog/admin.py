"""Products with their variants and pictures, and categories. Each change goes through the services."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.timezone import now

from apps.catalog.admin_listing import NOTHING, StockFilter, thumbnail
from apps.catalog.forms import CategoryForm, PictureForm, ProductForm, VariantForm
from apps.catalog.models import Category, Product, ProductImage, Variant, variant_id_of
from apps.catalog.services.edit_catalogue import (
    category_edited,
    delete_categories,
    delete_products,
    products_edited,
    set_published,
)
from apps.catalog.text import slug
from apps.tenants.confirming import Answer, Line, Question, ask, confirmed
from apps.tenants.models import Tenant
from apps.tenants.selectors import tenant_of_user
from apps.tenants.shop_admin import ShopAdmin, ShopRows


class Variants(ShopRows):
    model = Variant
    form = VariantForm
    fields = ("options", "sku", "price", "compare_at_price", "stock", "position", "retailer_id")
    readonly_fields = ("retailer_id",)
    tab = True


class Pictures(ShopRows):
    model = ProductImage
    form = PictureForm
    verbose_name_plural = "pictures"
    fields = ("shown", "source", "alt", "position")
    readonly_fields = ("shown",)
    tab = True

    @admin.display(description="picture")
    def shown(self, image: ProductImage) -> SafeString | str:
        return thumbnail(image.source, 64)


def _publishing(published: bool) -> Callable[["ProductAdmin", HttpRequest, QuerySet[Any]], Answer]:
    """The bulk action that puts products on sale or takes them off."""

    @admin.action(permissions=["change"], description="Publish" if published else "Take off sale")
    def act(page: "ProductAdmin", request: HttpRequest, rows: QuerySet[Any]) -> Answer:
        return page.publish(request, rows, published)

    act.__name__ = "publish" if published else "take_off_sale"
    return act


class CatalogueAdmin(ShopAdmin):
    """A member's rows are their shop's; the platform's people choose the shop of a new one."""

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        tenant_id = tenant_of_user(request.user.pk) if request.user.pk else None
        shop = Tenant.objects.filter(pk=tenant_id).first() if tenant_id else None
        own = {"tenant": shop.pk, "currency": shop.currency} if shop else {}
        return {**own, **super().get_changeform_initial_data(request)}


@admin.register(Product)
class ProductAdmin(CatalogueAdmin):
    form = ProductForm
    inlines = (Variants, Pictures)
    actions = [_publishing(True), _publishing(False)]
    list_display = ("picture", "name", "category", "price", "in_stock", "is_published", "tenant")
    list_display_links = ("picture", "name")
    list_filter = ("tenant", ("category", admin.RelatedOnlyFieldListFilter), "is_published", StockFilter)
    list_select_related = ("category", "tenant")
    search_fields = ("name", "variants__sku", "handle")
    search_help_text = "Name, SKU or handle"
    ordering = ("tenant", "position", "name")
    readonly_fields = ("created_at", "updated_at")
    fields = (
        ("name", "is_published"),
        ("tenant", "handle"),
        ("category", "vendor"),
        "description",
        "attributes",
        "tags",
        ("currency", "position"),
        "link",
        ("created_at", "updated_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        first = ProductImage.objects.filter(product=OuterRef("pk")).order_by("position").values("source")[:1]
        rows = super().get_queryset(request)
        annotated: QuerySet[Any] = rows.annotate(
            first_image=Subquery(first),
            lowest=Min("variants__price"),
            highest=Max("variants__price"),
            left=Count("variants", filter=Q(variants__stock__isnull=True) | Q(variants__stock__gt=0)),
        )
        return annotated

    @admin.display(description="")
    def picture(self, product: Any) -> SafeString | str:
        return thumbnail(product.first_image, 40)

    @admin.display(ordering="lowest")
    def price(self, product: Any) -> str:
        if product.lowest is None:
            return NOTHING
        to = "" if product.lowest == product.highest else f"–{product.highest:,.0f}"
        return f"{product.currency} {product.lowest:,.0f}{to}"

    @admin.display(boolean=True, description="in stock")
    def in_stock(self, product: Any) -> bool:
        return bool(product.left)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # The handle and the shop are what a product is known by, here and in an import.
        return (*self.readonly_fields, "tenant", "handle") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_at = obj.updated_at = now()
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.save(commit=False):
            row.tenant_id = form.instance.tenant_id
            if isinstance(row, Variant) and row._state.adding:
                _identify(row)
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()

    @transaction.atomic
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        product = form.instance
        products_edited(tenant_id=product.tenant_id, product_ids=[product.pk], now=now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_products(tenant_id=obj.tenant_id, product_ids=[obj.pk], now=now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for tenant_id, ids in _by_shop(queryset).items():
            delete_products(tenant_id=tenant_id, product_ids=ids, now=now())

    def publish(self, request: HttpRequest, rows: QuerySet[Any], published: bool) -> Answer:
        named = confirmed(self, request)
        if named is None:
            return ask(self, request, request.POST["action"], _question(rows, published))
        with transaction.atomic():
            changed = sum(
                set_published(tenant_id=tenant_id, product_ids=ids, published=published, now=now())
                for tenant_id, ids in _by_shop(named).items()
            )
            for product in named:
                self.log_change(request, product, "published" if published else "taken off sale")
        done = f"{_products(changed)} {'published' if published else 'taken off sale'}."
        self.message_user(request, done, messages.SUCCESS if changed else messages.INFO)
        return None


def _identify(variant: Variant) -> None:
    """Id and WhatsApp's id as an import would give them; a taken one gets a part of the variant's own."""
    parts = [variant.product.handle, *(slug(value) for _, value in variant.options)]
    retailer_id = variant.sku or "--".join(parts)
    if Variant.objects.filter(tenant_id=variant.tenant_id, retailer_id=retailer_id).exists():
        retailer_id = f"{retailer_id[:190]}-{variant.id.hex[:8]}"
    variant.retailer_id = retailer_id[:200]
    variant.id = variant_id_of(product_id=variant.product_id, retailer_id=variant.retailer_id)


def _by_shop(rows: QuerySet[Any]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for tenant_id, pk in rows.values_list("tenant_id", "pk"):
        found.setdefault(tenant_id, []).append(pk)
    return found


def _question(rows: QuerySet[Any], published: bool) -> Question:
    effect, already = ("becomes visible", "visible already") if published else ("is hidden", "hidden already")
    lines = [
        Line(
            row.pk,
            row.name,
            already if row.is_published == published else effect,
            row.is_published != published,
        )
        for row in rows
    ]
    count = _products(sum(line.changes for line in lines))
    verb = f"Publish {count}" if published else f"Take {count} off sale"
    says = (
        "Customers will find what is published at once." if published else "Customers will no longer find it."
    )
    return Question(title=verb, says=says, lines=lines, verb=verb)


def _products(count: int) -> str:
    return f"{count} product{'' if count == 1 else 's'}"


@admin.register(Category)
class CategoryAdmin(CatalogueAdmin):
    form = CategoryForm
    list_display = ("name", "slug", "products_in_it", "position", "tenant")
    list_filter = ("tenant",)
    list_select_related = ("tenant",)
    search_fields = ("name", "slug")
    ordering = ("tenant", "slug")
    fields = (("name", "position"), "tenant", "parent", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request).annotate(held=Count("products"))
        return rows

    @admin.display(description="products", ordering="held")
    def products_in_it(self, category: Any) -> int:
        return int(category.held)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # A place that changed would be another category to an import.
        return ("slug", "tenant", "parent") if obj else ("slug",)

    @transaction.atomic
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        category_edited(category=obj, now=now())

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        delete_categories(tenant_id=obj.tenant_id, category_ids=[obj.pk], now=now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for tenant_id, ids in _by_shop(queryset).items():
            delete_categories(tenant_id=tenant_id, category_ids=ids, now=now())
