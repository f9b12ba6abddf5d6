import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from apps.tenants.isolation import protect


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0002_isolation"),
    ]

    operations = [
        migrations.CreateModel(
            name="TenantContact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "E-mail"), ("channel", "Slack, Teams, Telegram, a webhook …")],
                        default="email",
                        max_length=7,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("sealed_address", models.TextField(blank=True, editable=False)),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("sw", "Kiswahili")], default="en", max_length=2
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "tenant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("email", ""), _negated=True),
                        fields=("tenant", "email"),
                        name="tenants_contact_email_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "email"), models.Q(("email", ""), _negated=True)),
                            models.Q(("kind", "channel"), models.Q(("sealed_address", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="tenants_contact_reachable",
                    ),
                ],
            },
        ),
        protect("tenants_tenantcontact"),
    ]
