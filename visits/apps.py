"""Who and why: regions, delegations, the visit's life, its pages and API."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class VisitsConfig(AppConfig):
    """Wire in the database's own guards after each migrate, and the security log."""

    name = "visits"
    verbose_name = "Kunjungan"

    def ready(self) -> None:
        """Ask for the guards to be installed anew whenever tables may have been rebuilt."""
        from scheduling.database import marks
        from visits.history.append_only import install
        from visits.sign_in import watching  # noqa: F401 - its receivers are there from now on

        post_migrate.connect(install, sender=self)
        shown = "visit", "visit_agencies", "assignment", "host", "agency", "officer", "region"
        marks.watch(marks.Topic.VISITS, *(f"visits_{table}" for table in shown))
