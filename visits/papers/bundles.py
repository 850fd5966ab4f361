"""Several papers together: a ZIP of their files as they are, or one PDF to print.

Signatures hold in the ZIP alone: what joins pages breaks them.
"""

import io
import re
import zipfile
from collections.abc import Iterable

from visits.models import Paper

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")
# Entries have no clock of their own: the same papers, the same bytes.
_MOMENT = (1980, 1, 1, 0, 0, 0)


def bytes_of(paper: Paper) -> bytes:
    """Its file, signed where it is; empty where it is not made yet or gone."""
    if not has_bytes(paper):
        return b""
    file = paper.signed_file or paper.file
    with file.open("rb") as opened:
        return bytes(opened.read())


def without_bytes(papers: Iterable[Paper]) -> list[Paper]:
    """Those whose file is not made yet or gone."""
    return [paper for paper in papers if not has_bytes(paper)]


def has_bytes(paper: Paper) -> bool:
    """Whether its file is there, the signed one where it has one."""
    file = paper.signed_file or paper.file
    return bool(file) and file.storage.exists(file.name or "")


def file_name(paper: Paper) -> str:
    """What it is called on somebody's disk: kind, number, and whose it is by number."""
    parts = [paper.get_kind_display(), paper.number, f"{paper.person:03d}" if paper.person else ""]
    return _NOT_IN_NAMES.sub("-", " ".join(filter(None, parts))).strip("-") + ".pdf"


def as_zip(papers: Iterable[Paper]) -> bytes:
    """All that are made, each under a name of its own."""
    out, used = io.BytesIO(), set[str]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for paper in papers:
            content, name = bytes_of(paper), file_name(paper)
            if not content:
                continue
            if name in used:
                name = f"{name.removesuffix('.pdf')}-{paper.pk}.pdf"
            used.add(name)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, content)
    return out.getvalue()


def as_pdf(contents: Iterable[bytes]) -> bytes:
    """One PDF of all, in their order; empty where there is nothing."""
    from pypdf import PdfWriter  # heavy: docs/decisions/0231

    writer = PdfWriter()
    for content in contents:
        if content:
            writer.append(io.BytesIO(content), import_outline=False)
    if not len(writer.pages):
        return b""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
