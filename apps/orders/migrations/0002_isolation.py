from django.db import migrations

from apps.tenants.isolation import protect


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("tenants", "0002_isolation")]

    operations = [
        protect("orders_cart"),
        protect("orders_cartline"),
        protect("orders_order"),
        protect("orders_orderline"),
    ]
