"""The web process: always under row-level security, whatever the shell's environment says."""

import os

os.environ["WABOT_DB_ROLE"] = "wabot_app"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from apps.bot.services.maintenance import watch_maintenance  # noqa: E402  (the apps are there only now)

watch_maintenance()
