"""The checker of incompatible changes, against changes made on purpose."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.visits.api.schema.compatibility import breaking_changes
from tests.visits.api.schema.write_openapi import committed

Doc = dict[str, Any]
VISITS, VISIT = "/api/v1/visits/", "/api/v1/visits/{reference}/"


@pytest.fixture(scope="module")
def known() -> Doc:
    """The committed description."""
    return committed()


def _parameter(doc: Doc, name: str) -> Doc:
    [found] = [p for p in doc["paths"][VISITS]["get"]["parameters"] if p["name"] == name]
    return found  # type: ignore[no-any-return]


def schemas(doc: Doc) -> Doc:
    return doc["components"]["schemas"]  # type: ignore[no-any-return]


BREAKS: list[tuple[Callable[[Doc], Any], str]] = [
    (lambda d: d["paths"].pop(VISIT), "gone"),
    (lambda d: d["paths"][VISIT].pop("patch"), "PATCH"),
    (lambda d: d["paths"][VISITS]["get"]["parameters"].remove(_parameter(d, "week")), "week"),
    (lambda d: _parameter(d, "week").update(required=True), "newly required"),
    (lambda d: schemas(d)["SlotOut"]["properties"].pop("people"), ".people: gone"),
    (lambda d: schemas(d)["SlotOut"]["required"].remove("people"), "no longer certain"),
    (lambda d: schemas(d)["SlotOut"]["properties"]["people"].update(type="string"), "type"),
    (lambda d: schemas(d)["VisitStatus"]["enum"].remove("expired"), "expired"),
    (lambda d: schemas(d)["Refused"]["allOf"][1]["properties"]["code"]["enum"].remove("too_far"),
     "too_far"),
    (lambda d: schemas(d)["Refused"]["allOf"][1]["properties"].pop("alternatives"), "alternatives"),
    (lambda d: schemas(d)["Problem409"]["anyOf"].remove({"$ref": "#/components/schemas/NotShared"}),
     "NotShared"),
    (lambda d: schemas(d)["VisitIn"]["required"].append("language"), "language: newly required"),
    (lambda d: schemas(d)["ContactIn"]["required"].append("position"), "contact.position"),
    (lambda d: schemas(d)["VisitIn"]["properties"]["notes"].update(maxLength=20), "maxLength"),
    (lambda d: schemas(d)["VisitIn"]["properties"]["people"].update(minimum=5), "minimum"),
    (lambda d: schemas(d)["VisitIn"]["properties"].pop("waitlist"), "waitlist: gone"),
    (lambda d: d["paths"][VISITS]["post"]["requestBody"]["content"].pop("multipart/form-data"),
     "multipart"),
    (lambda d: d["paths"][VISIT]["get"]["security"].pop(0), "visitToken"),
    (lambda d: d["paths"][VISIT]["get"].update(operationId="x"), "operationId"),
    (lambda d: d["paths"][VISIT]["get"]["responses"]["200"]["headers"].pop("ETag"), "ETag"),
    (lambda d: d["paths"][VISIT]["get"]["responses"].pop("404"), "404: gone"),
]  # fmt: skip

FINE: list[Callable[[Doc], Any]] = [
    lambda d: None,
    lambda d: d["paths"].update({"/api/v1/more/": {}}),
    lambda d: schemas(d)["SlotOut"]["properties"].update(more={"type": "string"}),
    lambda d: schemas(d)["SlotOut"]["required"].append("more"),
    lambda d: schemas(d)["VisitIn"]["properties"].update(more={"type": "string"}),
    lambda d: schemas(d)["VisitIn"]["required"].remove("purpose"),
    lambda d: schemas(d)["VisitIn"]["properties"]["institution"].update(maxLength=500),
    lambda d: schemas(d)["VisitStatus"]["enum"].append("postponed"),
    lambda d: _parameter(d, "week").update(description="other words"),
]


@pytest.mark.parametrize(("change", "named"), BREAKS)
def test_what_breaks_old_programs_is_found(
    known: Doc, change: Callable[[Doc], Any], named: str
) -> None:
    new = copy.deepcopy(known)
    change(new)
    found = breaking_changes(known, new)
    assert found
    assert all(named in line for line in found)


@pytest.mark.parametrize("change", FINE)
def test_what_old_programs_can_live_with_is_let_through(
    known: Doc, change: Callable[[Doc], Any]
) -> None:
    new = copy.deepcopy(known)
    change(new)
    assert breaking_changes(known, new) == []
