"""What a list's `limit` may be stands in the schema."""

from drf_spectacular.generators import SchemaGenerator


def test_every_limit_has_its_maximum_in_the_schema() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    limits = [
        parameter["schema"]
        for path in schema["paths"].values()
        for call in path.values()
        for parameter in call.get("parameters", ())
        if parameter["name"] == "limit"
    ]
    assert len(limits) > 8
    # What is taken, counted as the most that a page has (test_public.py), and no more than that.
    assert {limit.get("maximum") for limit in limits} == {10**18}
