"""Forms with a file, read as if they were JSON.

`multipart/form-data` knows no nesting: `contact.email`, or JSON text in the field `contact`; lists
as repeated fields `slots` (or `slots[]`), or as JSON text.
"""

import json
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext as _

from visits.api.http.problems import FieldProblem

_LISTS = frozenset({"topics", "agencies", "slots", "participants"})
_GROUPS = frozenset({"leader", "contact", "letter"})


def plain(data: Any) -> Any:
    """The body as nested dicts and lists, whether it came as JSON or as a form.

    Raises FieldProblem where JSON text in a field is not JSON.
    """
    if not isinstance(data, QueryDict):
        return data
    body: dict[str, Any] = {}
    for raw, values in data.lists():
        name = raw.removesuffix("[]")
        group, dot, member = name.partition(".")
        if dot and group in _GROUPS:
            inside = body.setdefault(group, {})
            if isinstance(inside, dict):
                inside[member] = values[-1]
        elif name in _LISTS:
            one = values[0] if len(values) == 1 else ""
            as_text = isinstance(one, str) and one.lstrip().startswith("[")
            body[name] = _json(name, one) if as_text else values
        elif name in _GROUPS:
            body[name] = _json(name, values[-1])
        else:
            body[name] = values[-1]
    return body


def _json(name: str, text: Any) -> Any:
    try:
        if isinstance(text, UploadedFile):
            raise ValueError("a file")
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FieldProblem(name, "invalid", _("This is not JSON.")) from error
