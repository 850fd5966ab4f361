"""What would break a program that was written against an older description of the API.

Pure functions on two OpenAPI documents. Breaking is: a path, method, parameter, field, enum value,
content type or way to identify oneself that is gone; a request field that is newly required or
more narrowly limited; an answer's field that is no longer certain; another type.
"""

from collections.abc import Iterator
from typing import Any

Doc = dict[str, Any]
_UPPER = ("maxLength", "maxItems", "maximum")
_LOWER = ("minLength", "minItems", "minimum")


def breaking_changes(old: Doc, new: Doc) -> list[str]:
    """Each in a line that says where; empty where old programs go on working."""
    return list(dict.fromkeys(_paths(old, new)))


def _paths(old: Doc, new: Doc) -> Iterator[str]:
    for path, operations in old["paths"].items():
        for method, operation in operations.items():
            where = f"{method.upper()} {path}"
            other = new["paths"].get(path, {}).get(method)
            if other is None:
                yield f"{where}: gone"
                continue
            yield from _operation(where, operation, other, old, new)


def _operation(where: str, a: Doc, b: Doc, old: Doc, new: Doc) -> Iterator[str]:
    if a["operationId"] != b["operationId"]:
        yield f"{where}: operationId changed"
    for way in a.get("security", []):
        if way not in b.get("security", []):
            yield f"{where}: can no longer be called with {way}"
    parameters = {(p["in"], p["name"]): p for p in b.get("parameters", [])}
    for p in a.get("parameters", []):
        other = parameters.pop((p["in"], p["name"]), None)
        name = f"{where} parameter {p['name']}"
        if other is None:
            yield f"{name}: gone"
            continue
        if other.get("required") and not p.get("required"):
            yield f"{name}: newly required"
        yield from _schema(name, p["schema"], other["schema"], old, new, taken=True)
    for p in parameters.values():
        if p.get("required"):
            yield f"{where} parameter {p['name']}: new and required"
    yield from _content(f"{where} body", a.get("requestBody"), b.get("requestBody"), old, new, True)
    for status, answer in a["responses"].items():
        if status not in b["responses"]:
            yield f"{where} {status}: gone"
            continue
        found, other = _resolved(answer, old), _resolved(b["responses"][status], new)
        yield from _content(f"{where} {status}", found, other, old, new, False)
        for header in found.get("headers", {}):
            if header not in other.get("headers", {}):
                yield f"{where} {status}: header {header} gone"


def _content(
    where: str, a: Doc | None, b: Doc | None, old: Doc, new: Doc, taken: bool
) -> Iterator[str]:
    for media_type, content in (a or {}).get("content", {}).items():
        other = (b or {}).get("content", {}).get(media_type)
        if other is None:
            yield f"{where}: no longer {media_type}"
        else:
            yield from _schema(where, content["schema"], other["schema"], old, new, taken=taken)


def _resolved(thing: Doc, document: Doc) -> Doc:
    while "$ref" in thing:
        found: Any = document
        for part in thing["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        thing = found
    return thing


def _flat(schema: Doc, document: Doc) -> Doc:
    """The schema with references followed and `allOf` drawn together."""
    schema = dict(_resolved(schema, document))
    for part in schema.pop("allOf", []):
        inner = _flat(part, document)
        schema["properties"] = schema.get("properties", {}) | inner.pop("properties", {})
        schema["required"] = [*schema.get("required", []), *inner.pop("required", [])]
        schema = {**inner, **schema}
    return schema


def _types(schema: Doc) -> set[str]:
    kind = schema.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind)


def _schema(where: str, a: Doc, b: Doc, old: Doc, new: Doc, *, taken: bool) -> Iterator[str]:
    """Compare what is taken (requests) or given (answers)."""
    a, b = _flat(a, old), _flat(b, new)
    narrower = _types(b) and _types(a) - _types(b) if taken else _types(b) - _types(a)
    if narrower and _types(a):
        yield f"{where}: type {sorted(_types(a))} became {sorted(_types(b))}"
    if gone := [value for value in a.get("enum", []) if value not in b.get("enum", [value])]:
        yield f"{where}: {gone} gone"
    if taken:
        yield from _limits(where, a, b)
    yield from _alternatives(where, a, b, old, new, taken)
    if "items" in a and "items" in b:
        yield from _schema(f"{where}[]", a["items"], b["items"], old, new, taken=taken)
    for name, field in a.get("properties", {}).items():
        if name not in b.get("properties", {}):
            yield f"{where}.{name}: gone"
        else:
            yield from _schema(
                f"{where}.{name}", field, b["properties"][name], old, new, taken=taken
            )
    before, after = set(a.get("required", [])), set(b.get("required", []))
    if taken:
        for name in sorted(after - before):
            yield f"{where}.{name}: newly required"
    else:
        for name in sorted(before - after):
            yield f"{where}.{name}: no longer certain"


def _limits(where: str, a: Doc, b: Doc) -> Iterator[str]:
    for name in _UPPER:
        if name in b and (name not in a or b[name] < a[name]):
            yield f"{where}: {name} is now {b[name]}"
    for name in _LOWER:
        if name in b and (name not in a or b[name] > a[name]):
            yield f"{where}: {name} is now {b[name]}"
    if "pattern" in b and a.get("pattern") != b["pattern"]:
        yield f"{where}: pattern is now {b['pattern']}"


def _alternatives(where: str, a: Doc, b: Doc, old: Doc, new: Doc, taken: bool) -> Iterator[str]:
    for way in ("oneOf", "anyOf"):
        others = {part.get("$ref", str(part)): part for part in b.get(way, [])}
        for part in a.get(way, []):
            name = part.get("$ref", str(part))
            if name not in others:
                yield f"{where}: {name.rpartition('/')[2]} gone"
            elif "$ref" in part:
                inner = f"{where} ({name.rpartition('/')[2]})"
                yield from _schema(inner, part, others[name], old, new, taken=taken)
