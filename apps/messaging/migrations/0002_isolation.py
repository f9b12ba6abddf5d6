from django.db import migrations

from apps.tenants.isolation import hide, protect


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("tenants", "0002_isolation")]

    operations = [
        protect("messaging_conversation"),
        protect("messaging_message"),
        protect("messaging_statusevent"),
        protect("messaging_businessevent"),
        protect("messaging_outboxmessage"),
        protect("messaging_ratelimit"),
        protect("messaging_parkedrecord"),
        protect("messaging_mediafile"),
        hide("messaging_partition"),
        hide("messaging_projectorprocess"),
        hide("messaging_mediaorphan"),
    ]
