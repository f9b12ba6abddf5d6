"""Products of a shop, what of each can be bought, and the index that finds them.

Every table carries its tenant, so that row-level security can bind each by itself.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from apps.catalog.text import NAME_KEY_LENGTH

NAME_LENGTH = 300
HANDLE_LENGTH = 200
SKU_LENGTH = 100
CATEGORY_NAME_LENGTH = 150
CATEGORY_SLUG_LENGTH = 190
TERM_LENGTH = CATEGORY_SLUG_LENGTH + 1  # the longest term is a category's


def product_id_of(*, tenant_id: uuid.UUID, handle: str) -> uuid.UUID:
    """The same product keeps its id through every re-import, and through a restored database."""
    return uuid.uuid5(tenant_id, f"product:{handle}")


def category_id_of(*, tenant_id: uuid.UUID, slug: str) -> uuid.UUID:
    return uuid.uuid5(tenant_id, f"category:{slug}")


def variant_id_of(*, product_id: uuid.UUID, retailer_id: str) -> uuid.UUID:
    return uuid.uuid5(product_id, f"variant:{retailer_id}")


class Category(models.Model):
    """`slug` is the whole path, as in `clothing/dresses`; `name` its last part, as customers read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=CATEGORY_NAME_LENGTH)
    slug = models.CharField(max_length=CATEGORY_SLUG_LENGTH)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "categories"
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="catalog_category_slug_once")]

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    handle = models.CharField(max_length=HANDLE_LENGTH)
    name = models.CharField(max_length=NAME_LENGTH)
    # the name as its bare words, so that a name standing in a sentence is found by equality
    name_key = models.CharField(max_length=NAME_KEY_LENGTH, editable=False)
    category = models.ForeignKey(
        Category, on_delete=models.SET_NULL, null=True, blank=True, related_name="products"
    )
    description = models.TextField(blank=True)
    vendor = models.CharField(max_length=150, blank=True)
    currency = models.CharField(max_length=3)
    attributes = models.JSONField(
        default=list, blank=True, help_text='Pairs, as in [["Material", "Cotton"]].'
    )
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    link = models.TextField(blank=True)
    is_published = models.BooleanField(default=True)
    position = models.PositiveIntegerField(
        default=0, help_text="Lower comes first where nothing else decides."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "handle"], name="catalog_product_handle_once"),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$"), name="catalog_product_currency_is_iso"
            ),
        ]
        indexes = [models.Index(fields=["tenant", "name_key"], name="catalog_product_name_key")]

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """One thing that can be bought. `stock` is null where the shop does not count it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(max_length=SKU_LENGTH, blank=True)
    retailer_id = models.CharField(
        max_length=HANDLE_LENGTH, help_text="The id that WhatsApp's catalogue knows it by."
    )
    options = models.JSONField(
        default=list, blank=True, help_text='Pairs, as in [["Size", "M"], ["Colour", "Red"]].'
    )
    # the options' values as search terms, so that one variant can be asked for several at once
    option_terms = ArrayField(models.CharField(max_length=100), default=list, blank=True, editable=False)
    price = models.DecimalField(max_digits=12, decimal_places=2)
    compare_at_price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    stock = models.IntegerField(null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "retailer_id"], name="catalog_variant_retailer_id_once"
            ),
            models.CheckConstraint(condition=Q(price__gte=0), name="catalog_variant_price_not_negative"),
        ]

    def __str__(self) -> str:
        return " / ".join(value for _, value in self.options) or self.sku or self.retailer_id


class ProductImage(models.Model):
    """`source` is an address, or `picture:KIND-COLOUR` for one that we draw ourselves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="images")
    source = models.TextField()
    alt = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "position"], name="catalog_productimage_position_once")
        ]

    def __str__(self) -> str:
        return self.alt or self.source


class CatalogRevision(models.Model):
    """Counts the changes of one shop's catalogue. Its row is the lock under which they are written.

    `number` moves with every change, `terms` only when the words that can be found have changed.
    """

    tenant = models.OneToOneField(
        "tenants.Tenant", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    number = models.BigIntegerField(default=0)
    terms = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"revision {self.number}"


class SearchTerm(models.Model):
    """A word of the vocabulary: its stem, the word as written, how many published products have it."""

    pk = models.CompositePrimaryKey("tenant_id", "term")
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.CharField(max_length=TERM_LENGTH)
    surface = models.CharField(max_length=100)
    products = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.term


class SearchPosting(models.Model):
    """One term of one published product; price and stock too, so that a filter needs no second table.

    `marks_low` and `marks_high` hold a bit or two for each of the product's terms: what lacks a wished term's
    bits need not be looked up.
    """

    pk = models.CompositePrimaryKey("product_id", "term")
    # the product's own: to check it again for each of a product's twenty terms would double an import
    tenant = models.ForeignKey(
        "tenants.Tenant", on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.CharField(max_length=TERM_LENGTH)
    weight = models.FloatField()
    price_min = models.DecimalField(max_digits=12, decimal_places=2)
    price_max = models.DecimalField(max_digits=12, decimal_places=2)
    in_stock = models.BooleanField()
    marks_low = models.BigIntegerField()
    marks_high = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["tenant", "term", "-weight", "product"],
                include=["price_min", "price_max", "in_stock", "marks_low", "marks_high"],
                name="catalog_posting_by_weight",
            ),
            models.Index(
                fields=["tenant", "term", "price_min", "product"],
                include=["price_max", "in_stock", "weight", "marks_low", "marks_high"],
                name="catalog_posting_by_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} ({self.weight:g})"
