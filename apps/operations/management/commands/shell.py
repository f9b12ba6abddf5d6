from django.core.management.commands.shell import Command as DjangosShell


class Command(DjangosShell):
    """With what runbooks use without importing it: `timezone` and `timedelta`, beside every model."""

    def get_auto_imports(self) -> list[str]:
        return [
            *(super().get_auto_imports() or ()),
            "django.utils.timezone",
            "datetime.timedelta",
        ]
