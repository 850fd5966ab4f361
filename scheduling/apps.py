"""When: weeks, sessions, rooms, closures and the places of a week."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SchedulingConfig(AppConfig):
    """Wire the database's own guards in after each migrate."""

    name = "scheduling"
    verbose_name = "Jadwal"

    def ready(self) -> None:
        """Ask for the guards to be installed anew whenever tables may have been rebuilt."""
        from scheduling.guards import install, make_way

        pre_migrate.connect(make_way, sender=self)
        post_migrate.connect(install, sender=self)
