"""Whom the platform tells, what it told, and what became of each copy."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.operations.notices.channels import is_address
from apps.operations.notices.models import Notice, NoticeDelivery
from apps.tenants.models import ContactKind, TenantContact
from apps.tenants.shop_admin import BY_SHOP, PlatformAdmin, ReadOnlyAdmin, Rows, ShopAdmin, is_platforms

if TYPE_CHECKING:
    from django.forms import PasswordInput as ClosedInput

    ContactModelForm = forms.ModelForm[TenantContact]
else:
    from django.forms import ModelForm as ContactModelForm
    from unfold.widgets import UnfoldAdminPasswordWidget as ClosedInput


class ContactForm(ContactModelForm):
    new_address = forms.CharField(
        label="Address of the channel",
        required=False,
        help_text="As Apprise writes it: https://hooks.slack.com/services/…, tgram://…, json://…. Kept closed and"
        " never shown again; leave it empty to keep the one that is stored.",
        widget=ClosedInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = TenantContact
        fields = ("tenant", "name", "language", "kind", "email", "is_active")
        labels = {"tenant": "Shop"}

    def clean_new_address(self) -> str:
        address = str(self.cleaned_data["new_address"]).strip()
        if address and not is_address(address):
            raise forms.ValidationError("This is the address of no channel that is known.")
        return address

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == ContactKind.EMAIL and not given.get("email"):
            self.add_error("email", "Give the e-mail address.")
        # set here, so that the constraint over both columns is checked with what will be stored
        if given.get("new_address"):
            self.instance.address = given["new_address"]
        if given.get("kind") == ContactKind.CHANNEL and not (
            self.instance.sealed_address or "new_address" in self.errors
        ):
            self.add_error("new_address", "Give the channel's address.")
        return given


@admin.register(TenantContact)
class TenantContactAdmin(ShopAdmin):
    """The platform's people change them: an address leads out of the house."""

    form = ContactForm
    list_display = ("name", "kind", "email", "language", "is_active", "shop")
    list_filter = ("kind", "language", "is_active", BY_SHOP)
    list_select_related = ("tenant",)
    search_fields = ("name", "email", "tenant__name")
    autocomplete_fields = ("tenant",)
    fields = ("tenant", ("name", "language"), "kind", "email", "new_address", "is_active")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_platforms(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_platforms(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # what they were told stays on record: switch them off instead
        return False


class Deliveries(Rows):
    model = NoticeDelivery
    extra = 0
    can_delete = False
    fields = ("contact", "state", "reason", "attempts", "claimed_at", "settled_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Notice)
class NoticeAdmin(PlatformAdmin):
    inlines = (Deliveries,)
    list_display = ("created_at", "kind", "message", "by")
    list_filter = ("kind", "created_at")
    fields = ("kind", "message", "until", "by", "created_at", "key")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        # Django looks for the row before it asks who may see it, and the web's role may not even look
        rows: QuerySet[Notice] = super().get_queryset(request)
        return rows if is_platforms(request) else rows.none()

    def has_add_permission(self, request: HttpRequest) -> bool:
        # the commands send; a row alone would tell nobody
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(NoticeDelivery)
class NoticeDeliveryAdmin(ReadOnlyAdmin):
    list_display = ("claimed_at", "contact", "state", "reason", "shop")
    list_filter = ("state", BY_SHOP)
    list_select_related = ("contact", "tenant")
    ordering = ("-claimed_at",)
    fields = ("contact", "state", "reason", "attempts", "claimed_at", "settled_at")
