"""Measure and print, on the server at TEST_POSTGRES_URL, which nobody else may need meanwhile."""

import os
import sys
import tempfile

from tests.services import POSTGRES


def main(chosen: list[str]) -> None:
    """Both, or what was chosen."""
    os.environ.update(DATABASE_URL=POSTGRES, THROTTLE="0", DEMO="1", LOG_FORMAT="json")
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="singgah-scale-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]  # the test client calls itself otherwise
    from tests.load import ground
    from tests.load.scale import hosts, years

    with ground.server():
        for module in (hosts, years):
            if not chosen or module.__name__.rpartition(".")[2] in chosen:
                for line in module.measure():
                    print(line, flush=True)  # noqa: T201 - what it is for


if __name__ == "__main__":
    main(sys.argv[1:])
