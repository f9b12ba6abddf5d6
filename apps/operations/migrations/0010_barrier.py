from django.db import migrations, models

from apps.tenants.isolation import hide

# Partitions that nobody has read yet have no row, so those that have passed are counted.
BARRED = """
CREATE FUNCTION wabot_barred() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM operations_barrier b WHERE (
        SELECT count(*) FROM messaging_partition p WHERE p.epoch = b.epoch AND p."offset" >= b."offset") < 64)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("operations", "0009_newest_configuration"), ("messaging", "0004_endings")]

    operations = [
        migrations.CreateModel(
            name="Barrier",
            fields=[
                (
                    "run",
                    models.CharField(
                        help_text="The rollback that wrote it.",
                        max_length=120,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("epoch", models.UUIDField()),
                ("offset", models.BigIntegerField()),
                ("written_at", models.DateTimeField()),
            ],
        ),
        hide("operations_barrier"),
        migrations.RunSQL(BARRED, "DROP FUNCTION wabot_barred()"),
    ]
