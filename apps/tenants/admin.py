"""Shops with their facts, numbers and people; customers; and the people who sign in."""

import re
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from apps.tenants.canaries import OfPeople
from apps.tenants.errors import UnusableToken
from apps.tenants.models import Customer, Member, ShopFact, Tenant, WhatsAppNumber
from apps.tenants.secrets import access_token
from apps.tenants.shop_admin import (
    BY_SHOP,
    PlatformAdmin,
    PlatformRows,
    ReadOnlyAdmin,
    ShopAdmin,
    ShopRows,
    is_platforms,
)

if TYPE_CHECKING:
    from django.contrib.auth.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
    from django.forms import PasswordInput as UnfoldAdminPasswordWidget

    NumberModelForm = forms.ModelForm[WhatsAppNumber]
    TenantModelForm = forms.ModelForm[Tenant]
    DjangosUserAdmin = UserAdmin[User]
else:
    from django.contrib.auth.admin import UserAdmin as DjangosUserAdmin
    from django.forms import ModelForm as NumberModelForm
    from django.forms import ModelForm as TenantModelForm
    from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
    from unfold.widgets import UnfoldAdminPasswordWidget

KEPT = "Kept closed and never shown again. Leave it empty to keep the one that is stored."


class TenantForm(TenantModelForm):
    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not re.fullmatch("[A-Z]{3}", code):
            raise forms.ValidationError("Give the three letters of ISO 4217, as in KES.")
        return code

    def clean_timezone(self) -> str:
        zone = str(self.cleaned_data["timezone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError("Give a zone by its region and city, as in Africa/Nairobi.")
        return zone


class NumberForm(NumberModelForm):
    new_token = forms.CharField(
        label="Access token",
        required=False,
        help_text=KEPT,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = WhatsAppNumber
        fields = (
            "phone_number_id",
            "display_phone_number",
            "waba_id",
            "messages_per_second",
            "paused_until",
            "pause_reason",
        )

    def clean_new_token(self) -> str:
        token = str(self.cleaned_data["new_token"]).strip()
        try:
            return access_token(token) if token else ""
        except UnusableToken as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, commit: bool = True) -> WhatsAppNumber:
        if token := self.cleaned_data["new_token"]:
            self.instance.access_token = token
            # the pause was the old token's, unless it was set on this very page
            if "paused_until" not in self.changed_data:
                self.instance.paused_until, self.instance.pause_reason = None, ""
        return super().save(commit)


class Facts(ShopRows):
    """Each sentence stands in both languages, or the bot says nothing of it in the one that lacks."""

    model = ShopFact
    fields = ("key", "language", "text")
    tab = True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "text" and field is not None:
            field.widget.attrs["rows"] = 3
        return field


class Numbers(PlatformRows):
    # One below the other: as a row of a table it would be wider than any screen.
    template = "admin/edit_inline/stacked.html"
    model = WhatsAppNumber
    form = NumberForm
    fields = (
        ("phone_number_id", "display_phone_number"),
        ("waba_id", "messages_per_second"),
        ("new_token", "token_stored"),
        "paused_until",
        "pause_reason",
    )
    # With a number its conversations would go.
    can_delete = False
    readonly_fields = ("token_stored",)
    tab = True

    @admin.display(boolean=True, description="token stored")
    def token_stored(self, number: WhatsAppNumber) -> bool:
        return bool(number.sealed_token)


class Members(PlatformRows):
    model = Member
    fields = ("user", "role")
    autocomplete_fields = ("user",)
    tab = True


@admin.register(Tenant)
class TenantAdmin(ShopAdmin):
    tenant_path = "pk"
    form = TenantForm
    inlines = (Facts, Numbers, Members)
    list_display = ("name", "slug", "currency", "timezone", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "slug", "numbers__display_phone_number", "numbers__phone_number_id")
    fields = (("name", "slug"), ("currency", "timezone"), "link", "is_active", "created_at")
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        # What other systems know the shop by, and what its prices mean, is not changed in passing.
        own = ("slug",) if obj else ()
        return (
            ("created_at", *own) if is_platforms(request) else ("created_at", "slug", "currency", "is_active")
        )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "link":
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_platforms(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # With a shop its conversations would go; closing it (`is_active`) keeps them.
        return False


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    """WhatsApp says who they are."""

    list_display = ("shown_name", "phone", "user_id", "shop", "created_at", "is_synthetic")
    list_filter = (BY_SHOP, OfPeople)
    list_select_related = ("tenant",)
    search_fields = ("name", "phone", "=user_id")
    ordering = ("-created_at",)
    fields = (("name", "phone"), ("user_id", "shop"), ("created_at", "is_synthetic"))

    @admin.display(description="customer", ordering="name")
    def shown_name(self, customer: Customer) -> str:
        return str(customer)


admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(PlatformAdmin, DjangosUserAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm


@admin.register(Group)
class PeopleAdmin(PlatformAdmin, GroupAdmin):
    pass
