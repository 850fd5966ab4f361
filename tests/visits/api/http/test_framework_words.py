"""What the framework says of wrong values is said in Indonesian too."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import override
from rest_framework import serializers
from rest_framework.test import APIClient

import visits.api


def _all(kind: type[Any]) -> Iterator[type[Any]]:
    for below in kind.__subclasses__():
        yield below
        yield from _all(below)


def _words(field: Any) -> Iterator[Any]:
    yield from field.error_messages.values()
    for inner in [*getattr(field, "fields", {}).values(), getattr(field, "child", None)]:
        if inner is not None:
            yield from _words(inner)


def test_every_field_of_the_api_has_indonesian_words() -> None:
    for module in pkgutil.walk_packages(visits.api.__path__, "visits.api."):
        importlib.import_module(module.name)
    ours = [s for s in _all(serializers.Serializer) if s.__module__.startswith("visits.")]
    assert len(ours) > 50
    said = {words for each in ours for words in _words(each())}
    english = []
    for words in said:
        with override("id"):
            indonesian = str(words)
        with override("en"):
            if str(words) == indonesian:
                english.append(indonesian)
    assert english == []


@pytest.mark.django_db
def test_who_reads_indonesian_is_told_so() -> None:
    body = {"institution": [], "slots": "x", "waitlist": "mungkin"}
    answer = APIClient().post(
        "/api/v1/visits/", body, format="json", headers={"Accept-Language": "id"}
    )
    told = {error["field"]: error["detail"] for error in answer.json()["errors"]}
    assert told["institution"] == "Ini bukan teks."
    assert told["waitlist"] == "Isi dengan true atau false."
    assert told["slots"].startswith("Seharusnya berupa daftar")
