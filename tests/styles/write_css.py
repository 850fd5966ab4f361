"""Write static/css/ from styles/: `make css`.

`styles/parts.css` names the files of `static/css/parts.css` in their order, as `@import` does. They
are put together here: a browser asks for one file, and nothing is built when the system runs.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.stack import ROOT

SOURCES = ROOT / "styles"
SERVED = ROOT / "static" / "css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_IMPORT = re.compile(r'@import "([a-z/-]+\.css)";')


def bundles() -> list[Path]:
    """The files that are served, as their sources name them."""
    return sorted(SOURCES.glob("*.css"))


def imported(bundle: Path) -> list[Path]:
    """The files of a bundle, in its order. ValueError where it holds anything else."""
    text = _COMMENT.sub("", bundle.read_text())
    if left := _IMPORT.sub("", text).strip():
        raise ValueError(f"{bundle.name} may only import files: {left}")
    return [SOURCES / name for name in _IMPORT.findall(text)]


def put_together(bundle: Path) -> str:
    """What is served: every rule in its order, without comments but the names of the files."""
    return "\n".join(_pieces(bundle))


def _pieces(bundle: Path) -> Iterator[str]:
    yield f"/* Made from styles/{bundle.name} by `make css`: change it there. */"
    for source in imported(bundle):
        rules = _COMMENT.sub("", source.read_text())
        # Blank lines and the ends that comments leave behind.
        lines = [line.rstrip() for line in rules.splitlines() if line.strip()]
        yield "\n".join([f"/* {source.relative_to(SOURCES)} */", *lines, ""])


def main() -> None:
    """Write what is served, and remove what no bundle names any more."""
    for old in SERVED.glob("*.css"):
        if not (SOURCES / old.name).exists():
            old.unlink()
    for bundle in bundles():
        (SERVED / bundle.name).write_text(put_together(bundle))


if __name__ == "__main__":
    main()
