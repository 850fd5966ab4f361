"""The OpenAPI description, and the pages to try it."""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from openapi_spec_validator import validate
from rest_framework.test import APIClient

from tests.visits.api.test_staff import DECISIONS


def test_the_description_is_valid_and_without_warnings(tmp_path: Path) -> None:
    file = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    schema = yaml.safe_load(file.read_text())
    assert schema["openapi"].startswith("3.1")
    validate(schema)


@pytest.mark.django_db
def test_it_names_every_call_of_the_contract(client: APIClient) -> None:
    schema = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    assert schema.status_code == 200
    paths = schema.json()["paths"]
    visit = "/api/v1/visits/{reference}/"
    steps = ("verify", "accept", "cancel", *DECISIONS)
    assert set(paths) >= {
        *(f"/api/v1/{name}/" for name in ("weeks", "slots", "regions", "agencies", "topics")),
        "/api/v1/visits/",
        "/api/v1/events/",
        "/api/v1/weeks/{week}/",
        visit,
        *(f"{visit}{step}/" for step in steps),
    }
    ask = paths["/api/v1/visits/"]["post"]
    assert set(ask["requestBody"]["content"]) == {"application/json", "multipart/form-data"}
    assert "application/problem+json" in ask["responses"]["409"]["content"]


@pytest.mark.django_db
def test_the_pages_use_our_own_host_and_no_inline_code(client: APIClient) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "http" not in page
    assert "<style" not in page
    assert page.count("<script ") == page.count("<script src=") == 3
    script = client.get("/api/docs/?script=")
    assert script.status_code == 200
    assert script["Content-Type"].startswith("application/javascript")
