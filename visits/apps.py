"""Who and why: regions, delegations, the visit's life, its pages and API."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    """Wire in the database's own guards after each migrate, and the security log."""

    name = "visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        """Ask for the guards to be installed anew whenever tables may have been rebuilt."""
        from scheduling import impact
        from scheduling.database import marks
        from visits.agenda import guards
        from visits.history import events
        from visits.history.append_only import install
        from visits.inbox import items
        from visits.inbox.contested import contested, open_objections
        from visits.inbox.papers import paper_hints, unmade_hints, unmade_papers, waiting_papers
        from visits.models import VisitEvent
        from visits.papers.life import ending
        from visits.papers.life import guards as papers
        from visits.queries.out_of_use import out_of_use
        from visits.queries.proposed import on_closed_days
        from visits.reference.regions import bring_up_to_date
        from visits.search import list_keys
        from visits.sign_in import addresses, limits, watching  # noqa: F401 - for their receivers

        impact.register(on_closed_days)
        impact.register(out_of_use)
        items.register(contested, hints=open_objections)
        items.register(waiting_papers, hints=paper_hints)
        items.register(unmade_papers, hints=unmade_hints)
        post_migrate.connect(install, sender=self)
        post_migrate.connect(guards.install, sender=self)
        for part in (papers, list_keys):
            pre_migrate.connect(part.make_way, sender=self)
            post_migrate.connect(part.install, sender=self)
        events.follow(VisitEvent.Kind.PRESENCE_UNDONE, ending.follow_presence)
        post_migrate.connect(bring_up_to_date, sender=self)
        shown = (
            *("visit", "visit_agencies", "assignment", "officer", "region"),
            *("agendaitem", "visit_topics"),
        )
        marks.watch(marks.Topic.VISITS, *(f"visits_{table}" for table in shown))
        marks.watch(marks.Topic.NAMED, "visits_apikey", "visits_region")
        # What the host says of itself, which seldom changes.
        said = "host", "agency", "topic", "journey", "journeypicture", "privacynotice"
        marks.watch(marks.Topic.HOST, *(f"visits_{table}" for table in said))
