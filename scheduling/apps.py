"""When: weeks, sessions, rooms, closures and the places of a week."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class SchedulingConfig(AppConfig):
    """Wire the database's own guards in after each migrate."""

    name = "scheduling"
    verbose_name = _("Schedule")

    def ready(self) -> None:
        """Ask for the guards to be installed anew whenever tables may have been rebuilt."""
        from scheduling.database import guards, marks, placing
        from scheduling.database.marks import Topic

        for part in (guards, marks):
            pre_migrate.connect(part.make_way, sender=self)
            post_migrate.connect(part.install, sender=self)
        post_migrate.connect(placing.install, sender=self)
        rules = "bookingrules", "room", "timetable", "sessionpattern", "closure", "capacityrule"
        marks.watch(Topic.RULES, *(f"scheduling_{table}" for table in rules))
        marks.watch(
            Topic.PLACES, "scheduling_reservation", "scheduling_share", "scheduling_waiting"
        )
        # What is taken of a week changes with its reservations, unless somebody mends it by hand.
        shown = "capacity", "own_capacity", "note", "taken"
        marks.watch(Topic.PLACES, "scheduling_week", columns=shown, by_hand=True)
