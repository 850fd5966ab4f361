"""What the desk's list of visits can be sorted by besides plain columns, as its indexes hold it.

Values stand in the SQL itself: SQLite takes an index for no expression that has parameters.
"""

from django.db.models import CharField, F, Func, IntegerField
from django.db.models.functions import Coalesce, Lower

# Regions by their codes, the provinces together; then those from abroad.
BY_REGION = Coalesce(
    F("region_id"),
    Func(F("country"), Lower("place"), template="('z' || %(expressions)s)", arg_joiner=" || "),
    output_field=CharField(),
)
# By the course of a visit, as Status names it (tests hold both to the same order).
COURSE = (
    *("unverified", "requested", "proposed", "waitlisted", "confirmed", "arrived"),
    *("completed", "declined", "cancelled", "expired", "no_show"),
)
_WHENS = " ".join(f"WHEN '{status}' THEN {n}" for n, status in enumerate(COURSE))
BY_STATUS = Func(
    F("status"), template=f"(CASE %(expressions)s {_WHENS} END)", output_field=IntegerField()
)
