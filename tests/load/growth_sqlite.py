"""`python -m tests.load.growth_sqlite`: the same as growth.py in the database of the environment.

That database is made here, so it is an empty file of SQLite. Prints what was seen as JSON. Numbers
of past visits may follow.
"""

import json
import sys
from dataclasses import asdict


def main(counts: list[str]) -> None:
    """A thousand and a hundred thousand, or `counts`."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    from tests.load import growth

    found = growth.sizes([int(count) for count in counts] or growth.ON_SQLITE)
    seen = {n: {at: asdict(one) for at, one in pages.items()} for n, pages in found.items()}
    sys.stdout.write(f"\n{json.dumps(seen)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
