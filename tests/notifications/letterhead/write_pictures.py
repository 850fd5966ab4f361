"""Make the reference pictures of docs/pictures/mail/ from those of the browser test (PICTURES).

    python -m tests.notifications.letterhead.write_pictures FOLDER

A sheet holds the mails of one language, width and scheme beside each other, in few colours: enough
to see a change, and small enough to keep.
"""

import sys
from pathlib import Path

from PIL import Image

TARGET = Path(__file__).resolve().parents[3] / "docs" / "pictures" / "mail"
_HEAD = "# The mails on each sheet, row by row, from the left\n\nMade by `make mail-pictures`.\n"
# Of the others a look is enough; these are kept, and stay below 1.5 MB together.
_SHEETS = ("id-390-light", "en-390-light", "id-600-light")
_GAP, _IN_A_ROW, _COLOURS = 12, 10, 8


def sheet(pictures: list[Path]) -> Image.Image:
    """All pictures in rows."""
    images = [Image.open(path).convert("RGB") for path in pictures]
    rows = [images[at : at + _IN_A_ROW] for at in range(0, len(images), _IN_A_ROW)]
    width = max(sum(image.width + _GAP for image in row) for row in rows) + _GAP
    height = sum(max(image.height for image in row) + _GAP for row in rows) + _GAP
    whole, top = Image.new("RGB", (width, height), "#9aa5b1"), _GAP
    for row in rows:
        left = _GAP
        for image in row:
            whole.paste(image, (left, top))
            left += image.width + _GAP
        top += max(image.height for image in row) + _GAP
    return whole.quantize(_COLOURS, dither=Image.Dither.NONE).convert("RGB")


def write(source: Path) -> None:
    """One sheet for each folder of `source`, and the names in their order beside them."""
    TARGET.mkdir(parents=True, exist_ok=True)
    for folder in (source / name for name in _SHEETS):
        pictures = sorted(folder.glob("*.png"))
        sheet(pictures).save(TARGET / f"{folder.name}.webp", lossless=True, quality=60)
        names = [path.stem for path in pictures]
        rows = [names[at : at + _IN_A_ROW] for at in range(0, len(names), _IN_A_ROW)]
        listed = "\n".join(f"{n}. {', '.join(row)}" for n, row in enumerate(rows, start=1))
        (TARGET / "README.md").write_text(f"{_HEAD}\n{listed}\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
