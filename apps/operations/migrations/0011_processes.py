from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("operations", "0010_barrier")]

    operations = [
        migrations.AlterModelOptions(
            name="process",
            options={"ordering": ["kind", "name", "pid"], "verbose_name_plural": "processes"},
        ),
    ]
