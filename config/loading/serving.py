"""The web server as production runs it: the program is loaded once, and shared by its workers.

`python -m config.loading.serving OPTIONS config.rsgi:application`, with granian's own options.
"""

from config.loading import forking


def main() -> None:
    """Serve until the end is asked for."""
    if forking.FORKS:
        forking.preload("load_pages", "load_server")
        forking.freeze()
    # Not before: what is shared must be there first.
    from granian.cli import entrypoint

    entrypoint()  # type: ignore[no-untyped-call]  # it has no types


if __name__ == "__main__":
    main()
