import uuid

import django.db.models.deletion
from django.db import migrations, models

from apps.tenants.isolation import hide, protect


class Migration(migrations.Migration):
    dependencies = [
        ("operations", "0004_integrity"),
        ("tenants", "0003_contacts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("maintenance", "Maintenance"), ("emergency", "Emergency")], max_length=11
                    ),
                ),
                ("key", models.CharField(max_length=200, unique=True)),
                ("message", models.TextField(blank=True)),
                ("until", models.DateTimeField(null=True)),
                ("by", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="NoticeDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("claimed", "Being sent"),
                            ("sent", "Taken by the channel"),
                            ("failed", "Not taken by the channel"),
                            ("uncertain", "Perhaps sent"),
                        ],
                        default="claimed",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=1)),
                ("claimed_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to="tenants.tenantcontact",
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="operations.notice",
                    ),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tenants.tenant"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "notice deliveries",
                "ordering": ["-claimed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("notice", "contact"), name="operations_noticedelivery_once"
                    )
                ],
            },
        ),
        hide("operations_notice"),
        protect("operations_noticedelivery"),
    ]
