from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Statuses are the most numerous rows: the projector must be able to write them meanwhile.
    atomic = False
    # an index is nothing that the code before could miss
    old_code_runs = True
    dependencies = [("messaging", "0004_endings")]

    operations = [
        AddIndexConcurrently(
            model_name="statusevent",
            index=models.Index(fields=["number", "at"], name="messaging_statusevent_of_late"),
        )
    ]
