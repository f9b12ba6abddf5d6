from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "apps.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib import admin

        from apps.operations.logs import writing
        from apps.operations.services import heartbeats

        heartbeats.listen()
        writing.listen()
        # unfold's own page stands first among the templates, under the name that Django would look for
        admin.site.index_title = "Overview"
        admin.site.index_template = "operations/index.html"
