"""The plainest way to do it in Django: one view, one row, no middleware, a connection that stays open."""

import os
from datetime import UTC, datetime

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import path
from psycopg.conninfo import conninfo_to_dict

_parts = conninfo_to_dict(os.environ["BENCHMARK_DATABASE_URL"])
settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    LOGGING_CONFIG=None,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": _parts["dbname"],
            "USER": _parts["user"],
            "HOST": _parts["host"],
            "CONN_MAX_AGE": None,
        }
    },
)
application = get_wsgi_application()


class Row(models.Model):  # noqa: DJ008  (never shown)
    offset = models.BigAutoField(primary_key=True)
    partition = models.SmallIntegerField()
    kind = models.TextField()
    schema_version = models.SmallIntegerField()
    received_at = models.DateTimeField()
    phone_number_id = models.TextField()
    body = models.BinaryField()
    headers = models.JSONField()

    class Meta:
        app_label = "benchmark"
        db_table = "benchmark_row"
        managed = False


def take(request: HttpRequest) -> HttpResponse:
    row = Row(
        partition=1,
        kind="whatsapp.change",
        schema_version=1,
        received_at=datetime.now(UTC),
        phone_number_id="106540352240001",
        body=request.body,
        headers={name.lower(): value for name, value in request.headers.items()},
    )
    row.save(force_insert=True)
    return HttpResponse()


urlpatterns = [path("v1/webhooks/whatsapp", take)]
