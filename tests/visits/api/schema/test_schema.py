"""The OpenAPI description: complete, true to the code, kept in the repository; and its pages."""

from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from openapi_spec_validator import validate
from rest_framework.test import APIClient

from tests.visits.api.schema.compatibility import breaking_changes
from tests.visits.api.schema.write_openapi import FILE, committed, generated, read
from tests.visits.api.visits.test_staff import DECISIONS
from visits.models import ApiKey

Doc = dict[str, Any]


@pytest.fixture(scope="module")
def schema() -> Doc:
    """As the code gives it."""
    return read(generated())


def operations(schema: Doc) -> list[tuple[str, str, Doc]]:
    """Method, path and description of each."""
    return [
        (method, path, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def test_old_programs_go_on_working(schema: Doc) -> None:
    assert breaking_changes(committed(), schema) == []


def test_the_repository_holds_the_description_as_it_is() -> None:
    assert generated() == FILE.read_text(), "run make openapi and look at the difference"


def test_the_description_is_valid_and_without_warnings(tmp_path: Any, schema: Doc) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "s.yml"))
    assert schema["openapi"].startswith("3.1")
    validate(schema)


@pytest.mark.django_db
def test_it_is_served_in_both_forms_and_names_every_call_of_the_contract(client: APIClient) -> None:
    served = client.get("/api/v1/schema/", headers={"accept": "application/vnd.oai.openapi+json"})
    assert served.status_code == 200
    paths = served.json()["paths"]
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
    in_yaml = client.get("/api/v1/schema/")
    assert read(in_yaml.content.decode())["paths"].keys() == paths.keys()


def test_every_operation_says_what_it_is_who_may_and_what_goes_wrong(schema: Doc) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in schema["tags"]}
    for method, path, operation in operations(schema):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert operation["description"], where
        assert set(operation["tags"]) <= tags, where
        assert operation["security"], where
        responses = operation["responses"]
        assert {"401", "406", "429", "503"} <= set(responses), where
        # Anybody may confirm with the code of the mail; by phone staff alone may.
        open_to_all = {} in operation["security"] and not path.endswith("/verify/")
        assert ("403" in responses) != open_to_all, where
        if "requestBody" in operation:
            assert {"400", "413", "415"} <= set(responses), where
        if method == "post":
            names = {parameter["name"] for parameter in operation["parameters"]}
            assert "Idempotency-Key" in names, where
            assert "422" in responses, where
        for status, answer in responses.items():
            if int(status) >= 400:
                assert answer == {"$ref": f"#/components/responses/Problem{status}"}, where


def test_scopes_are_those_of_the_contract_and_each_is_asked_for(schema: Doc) -> None:
    asked = {
        scope
        for _, _, operation in operations(schema)
        for way in operation["security"]
        for scope in way.get("apiKey", [])
    }
    assert asked == set(ApiKey.Scope.values)


def _named(content: Doc) -> str:
    shape = content["schema"]
    return str(shape.get("items", shape)["$ref"]).rpartition("/")[2]


def test_all_that_is_taken_and_answered_has_an_example_that_fits(schema: Doc) -> None:
    schemas = schema["components"]["schemas"]
    for method, path, operation in operations(schema):
        bodies = list(operation.get("requestBody", {}).get("content", {}).values())
        answers = [a for s, a in operation["responses"].items() if s.startswith("2")]
        bodies += [
            content
            for answer in answers
            for content in answer.get("content", {}).values()
            if content["schema"].get("format") != "binary"  # files speak for themselves
        ]
        for content in bodies:
            assert schemas[_named(content)].get("examples"), f"{method} {path} {_named(content)}"
    for name, described in schemas.items():
        for example in described.get("examples", []):
            _check(example, name, schema)
    for response in schema["components"]["responses"].values():
        for content in response["content"].values():
            for example in content["examples"].values():
                _check(example["value"], _named(content), schema)


def _check(example: Any, name: str, schema: Doc) -> None:
    whole = {"$ref": f"#/components/schemas/{name}", "components": schema["components"]}
    checker = jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    assert [error.message for error in checker.iter_errors(example)] == [], name


def test_schemas_have_descriptions_and_no_inner_names(schema: Doc) -> None:
    for name, described in schema["components"]["schemas"].items():
        assert not name.startswith(("_", "Patched")), name
        if described.get("type") == "object" and not name.endswith("Page"):
            assert described.get("description"), name


@pytest.mark.django_db
def test_the_pages_use_our_own_host_and_no_inline_code(client: APIClient) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "http" not in page
    assert "<style" not in page
    assert page.count("<script ") == page.count("<script src=") == 3
    script = client.get("/api/docs/?script=")
    assert script.status_code == 200
    assert script["Content-Type"].startswith("application/javascript")
    assert settings.SPECTACULAR_SETTINGS["SWAGGER_UI_DIST"] == "SIDECAR"
