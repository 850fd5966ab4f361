"""Write the table of the corpus into docs/lists.md: `python -m tests.visits.people.write_lists`."""

import os
import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "lists.md"


def main() -> None:
    """Put the table where the last one stands."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from tests.visits.people.list_corpus import table

    text = DOCUMENT.read_text()
    found = re.sub(
        r"^\| made by .*\Z", lambda _: table() + "\n", text, flags=re.DOTALL | re.MULTILINE
    )
    DOCUMENT.write_text(found)


if __name__ == "__main__":
    main()
