from django.db import migrations

from apps.tenants.isolation import protect


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial"), ("tenants", "0002_isolation")]

    operations = [
        protect("inbox_ticket"),
    ]
