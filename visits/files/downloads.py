"""Stored files, given out to be kept and never run; who may have them is asked before."""

from typing import Any

from django.http import FileResponse, Http404

from visits.models import Material

# What letters and material may be (letters.py, materials.py), by the ends of their names.
KINDS = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


def file_answer(file: Any, *, name: str) -> FileResponse:
    """A stored file as an attachment called `name`; Http404 where it is gone."""
    stored = file.name or ""
    suffix = stored.rsplit(".", 1)[-1].lower()
    if suffix not in KINDS or not file.storage.exists(stored):
        raise Http404
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        content_type=KINDS[suffix],
        filename=f"{name.removesuffix(f'.{suffix}')[:80]}.{suffix}",
        headers={"Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'"},
    )


def material_file(found: Material) -> FileResponse:
    """A material under its title."""
    return file_answer(found.file, name=found.title)
