"""A web process with eight threads, each of which checks the file it is given; says what it took.

`python -m tests.faults.files_script FILE THREADS`, with DATA_DIR as its siblings have it.
"""

import json
import os
import sys
import threading
from collections import Counter
from pathlib import Path

import django
from django.core.files.base import ContentFile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from visits.confined.running import Busy  # noqa: E402
from visits.files.letters import LetterRefused  # noqa: E402
from visits.files.materials import MaterialRefused, check_material  # noqa: E402
from visits.people.participant_lists import ListRefused, rows_of_file  # noqa: E402


def memory(name: str) -> int:
    """A line of /proc/self/status, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) // 1024


def main(path: Path, threads: int) -> None:
    """Check it in all threads at once."""
    content = path.read_bytes()
    check = rows_of_file if path.suffix in (".xlsx", ".csv") else check_material
    outcomes: Counter[str] = Counter()
    gate = threading.Barrier(threads)

    def one() -> None:
        gate.wait()
        try:
            check(ContentFile(content, name=path.name))
            outcomes["taken"] += 1
        except (Busy, LetterRefused, MaterialRefused, ListRefused) as refused:
            outcomes[type(refused).__name__] += 1

    before = memory("VmRSS")
    running = [threading.Thread(target=one) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    grown = memory("VmHWM") - before
    sys.stdout.write(json.dumps({"outcomes": outcomes, "grown": grown}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
