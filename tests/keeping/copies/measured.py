"""A management command as a process, and the most memory that it held, in KiB, on a last line."""

import resource
import subprocess
import sys

if __name__ == "__main__":
    done = subprocess.run([sys.executable, "manage.py", *sys.argv[1:]], check=False)
    sys.stdout.write(f"{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}\n")
    sys.exit(done.returncode)
