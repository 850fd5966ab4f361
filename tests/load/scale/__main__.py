"""Measure on a PostgreSQL of its own, and leave nothing behind. `hosts` or `years`: one of both.

docs/scale.md tells what was seen.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.faults.servers import OwnPostgres


def main(chosen: list[str]) -> int:
    """As many connections as a server has as it is installed would be others' too."""
    # Not the user's own folder, which the server's user may not enter.
    with tempfile.TemporaryDirectory(prefix="singgah-scale-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = OwnPostgres(folder)
        server.start()
        try:
            env = {**os.environ, "TEST_POSTGRES_URL": server.url}
            command = [sys.executable, "-m", "tests.load.scale.inside", *chosen]
            return subprocess.run(command, env=env, check=False).returncode
        finally:
            server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
