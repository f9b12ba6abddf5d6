import uuid

import django.db.models.deletion
from django.db import migrations, models

from apps.tenants.isolation import protect

# Health asks as the web's role, which sees no run over all shops: the function runs as the owner of the table.
LAST = """
CREATE FUNCTION wabot_last_integrity() RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT jsonb_build_object(
        'ended_at', ended_at, 'checks', checks, 'rows', "rows", 'findings', findings, 'totals', totals)
    FROM operations_integrityrun WHERE tenant_id IS NULL OR findings > 0 ORDER BY ended_at DESC LIMIT 1
$$;
REVOKE ALL ON FUNCTION wabot_last_integrity() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wabot_last_integrity() TO wabot_app, wabot_system;
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0003_processes"), ("tenants", "0002_isolation")]

    operations = [
        migrations.CreateModel(
            name="IntegrityRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("checks", models.PositiveIntegerField()),
                ("rows", models.PositiveBigIntegerField()),
                ("findings", models.PositiveBigIntegerField()),
                (
                    "totals",
                    models.JSONField(default=dict, help_text="Rule → how many rows break it."),
                ),
                (
                    "tenant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.tenant",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-ended_at"], name="operations_integrity_newest")],
            },
        ),
        protect("operations_integrityrun"),
        migrations.RunSQL(LAST, "DROP FUNCTION wabot_last_integrity()"),
    ]
