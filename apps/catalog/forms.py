"""What people write by hand in the admin, checked as strictly as a file's rows."""

from typing import TYPE_CHECKING, Any

from django import forms

from apps.catalog.models import (
    CATEGORY_SLUG_LENGTH,
    HANDLE_LENGTH,
    Category,
    Product,
    ProductImage,
    Variant,
    category_id_of,
    product_id_of,
)
from apps.catalog.text import slug

if TYPE_CHECKING:
    from django.forms import Textarea as UnfoldAdminTextareaWidget
    from django.forms import TextInput as UnfoldAdminTextInputWidget

    ProductModelForm = forms.ModelForm[Product]
    VariantModelForm = forms.ModelForm[Variant]
    CategoryModelForm = forms.ModelForm[Category]
    PictureModelForm = forms.ModelForm[ProductImage]
else:
    from django.forms import ModelForm as CategoryModelForm
    from django.forms import ModelForm as PictureModelForm
    from django.forms import ModelForm as ProductModelForm
    from django.forms import ModelForm as VariantModelForm
    from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

PAIR_LENGTH = 100
Pairs = list[list[str]]


class PairsField(forms.CharField):
    """Pairs, one a line, as in `Size: M`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=UnfoldAdminTextareaWidget(attrs={"rows": 2}), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(": ".join(pair) for pair in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Pairs:
        return [self._pair(line) for line in super().clean(value).splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").replace("\r\n", "\n")

    def _pair(self, line: str) -> list[str]:
        name, _, value = (part.strip() for part in line.partition(":"))
        if not name or not value:
            raise forms.ValidationError(f"“{line.strip()}” is no pair: write it as in “Size: M”.")
        if len(name) > PAIR_LENGTH or len(value) > PAIR_LENGTH:
            raise forms.ValidationError(f"“{name[:20]}” is too long: at most {PAIR_LENGTH} characters each.")
        return [name, value]


class ProductForm(ProductModelForm):
    attributes = PairsField(help_text="What holds for every variant, one a line, as in “Material: Cotton”.")

    class Meta:
        model = Product
        fields = (
            *("name", "is_published", "tenant", "handle", "category", "vendor", "description"),
            *("attributes", "tags", "currency", "position", "link"),
        )
        widgets = {
            "description": UnfoldAdminTextareaWidget(attrs={"rows": 4}),
            "tags": UnfoldAdminTextInputWidget(),
            "link": UnfoldAdminTextInputWidget(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if handle := self.fields.get("handle"):
            handle.required = False
            handle.help_text = "What it is known by for good; made of the name when left empty."
        places: Any = self.fields["category"]
        places.label_from_instance = lambda category: category.slug.replace("/", " > ")
        places.queryset = places.queryset.order_by("slug")
        if not self.instance._state.adding:
            places.queryset = places.queryset.filter(tenant=self.instance.tenant_id)

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise forms.ValidationError("Give the three letters of ISO 4217, as in KES.")
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        shop = cleaned.get("tenant") if self.instance._state.adding else self.instance.tenant
        if shop and self.instance._state.adding:
            handle = cleaned["handle"] = (
                cleaned.get("handle") or slug(cleaned.get("name", ""))[:HANDLE_LENGTH]
            )
            if not handle:
                self.add_error("handle", "The name has no letter or digit: give a handle.")
            elif Product.objects.filter(tenant=shop, handle=handle).exists():
                self.add_error("handle", "The shop has a product of this handle already.")
            self.instance.id = product_id_of(tenant_id=shop.pk, handle=handle)
        category = cleaned.get("category")
        if shop and category and category.tenant_id != shop.pk:
            self.add_error("category", "This category belongs to another shop.")
        return cleaned


class VariantForm(VariantModelForm):
    options = PairsField(help_text="As in “Size: M”.")

    class Meta:
        model = Variant
        fields = ("options", "sku", "price", "compare_at_price", "stock", "position")
        labels = {"sku": "SKU", "compare_at_price": "price before"}

    def clean_price(self) -> Any:
        price = self.cleaned_data["price"]
        if price < 0:
            raise forms.ValidationError("A price is not below zero.")
        return price

    def clean_stock(self) -> int | None:
        stock: int | None = self.cleaned_data["stock"]
        if stock is not None and stock < 0:
            raise forms.ValidationError("Stock is not below zero; leave it empty where you do not count.")
        return stock

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        price, before = cleaned.get("price"), cleaned.get("compare_at_price")
        if price is not None and before is not None and before <= price:
            self.add_error(
                "compare_at_price", "The price before must be above the price, or nothing was reduced."
            )
        return cleaned


class PictureForm(PictureModelForm):
    class Meta:
        model = ProductImage
        fields = ("source", "alt", "position")
        labels = {"source": "address", "alt": "what it shows"}
        widgets = {"source": UnfoldAdminTextInputWidget()}


class CategoryForm(CategoryModelForm):
    class Meta:
        model = Category
        fields = ("tenant", "parent", "name", "position")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("name", "")
        if name and not slug(name):
            self.add_error("name", "A name needs a letter or a digit.")
        elif name and self.instance._state.adding and cleaned.get("tenant"):
            self._place(cleaned["tenant"].pk, cleaned.get("parent"), slug(name))
        return cleaned

    def _place(self, tenant_id: Any, parent: Category | None, own: str) -> None:
        """Slug and id follow from the place, as in an import; they stay when the name changes."""
        path = f"{parent.slug}/{own}" if parent else own
        if parent and parent.tenant_id != tenant_id:
            self.add_error("parent", "This category belongs to another shop.")
        elif len(path) > CATEGORY_SLUG_LENGTH:
            self.add_error("name", f"The path is too long: at most {CATEGORY_SLUG_LENGTH} characters.")
        elif Category.objects.filter(tenant_id=tenant_id, slug=path).exists():
            self.add_error("name", "The shop has this category already.")
        self.instance.slug, self.instance.id = path, category_id_of(tenant_id=tenant_id, slug=path)
