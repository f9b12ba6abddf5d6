"""The web process: always under row-level security, whatever the shell's environment says."""

import os

os.environ["WABOT_DB_ROLE"] = "wabot_app"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from apps.bot.services.maintenance import watch_maintenance  # noqa: E402  (the apps are there only now)
from apps.operations.models import ProcessKind  # noqa: E402
from apps.operations.services.switches import obey_switches  # noqa: E402

watch_maintenance()
# gunicorn reads this file in each worker; with --preload-app in the master, whose children then listen by themselves.
obey_switches(ProcessKind.WEB, "web", restarts_in_children=True)
