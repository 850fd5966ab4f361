"""Fields that all instances of a serializer share, each with its own context."""

from typing import Any

from django.utils import translation
from rest_framework import serializers

from visits.api.serializers.shape import Shape


class _Inner(Shape[Any]):
    said = serializers.SerializerMethodField()

    def get_said(self, _thing: Any) -> str:
        return str(self.context["said"])


class _Outer(Shape[Any]):
    inner = _Inner(source="*")
    inners = _Inner(source="*", many=True)
    again = serializers.SerializerMethodField()
    said = serializers.SerializerMethodField()

    def get_again(self, thing: Any) -> Any:
        """The same shape for another reader, in the middle of this one's answer."""
        depth = self.context["depth"]
        context = {"said": "below", "depth": depth - 1}
        return _Outer(thing, context=context).data if depth else None

    def get_said(self, _thing: Any) -> str:
        return str(self.context["said"])


class _Word(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        return f"{self.context.get('greeting', 'none')} {data}"


class _GroupIn(Shape[Any]):
    word = _Word()


class _In(Shape[Any]):
    group = _GroupIn()
    groups = _GroupIn(many=True)


def test_fields_are_built_once_and_each_answer_has_its_own_context() -> None:
    first = _Outer([1], context={"said": "first", "depth": 1})
    second = _Outer([1], context={"said": "second", "depth": 0})
    assert first.fields is second.fields
    below = {"inner": {"said": "below"}, "inners": [{"said": "below"}], "again": None}
    assert first.data == {
        "inner": {"said": "first"},
        "inners": [{"said": "first"}],
        "again": {**below, "said": "below"},
        "said": "first",
    }
    assert second.data["inners"] == [{"said": "second"}]


def test_many_of_them_have_the_context_of_their_list() -> None:
    listed = _Inner([1, 2], many=True, context={"said": "list"}).data
    assert listed == [{"said": "list"}, {"said": "list"}]


def test_what_is_taken_in_has_its_context_and_its_own_errors() -> None:
    body = {"group": {"word": "Budi"}, "groups": [{"word": "Ani"}]}
    greeted = _In(data=body, context={"greeting": "Yth."})
    assert greeted.is_valid()
    wrong = _In(data={"group": {}, "groups": []})
    assert not wrong.is_valid()
    assert greeted.validated_data == {
        "group": {"word": "Yth. Budi"},
        "groups": [{"word": "Yth. Ani"}],
    }
    assert set(wrong.errors) == {"group"}
    plain = _In(data=body)
    plain.is_valid()
    assert plain.validated_data["group"] == {"word": "none Budi"}


class _LimitedIn(Shape[Any]):
    people = serializers.IntegerField(min_value=1, max_value=5)
    names = serializers.ListField(child=serializers.CharField(max_length=3))


def test_each_reader_is_told_of_limits_in_their_language_whoever_asked_first() -> None:
    def said(language: str, people: int) -> str:
        with translation.override(language):
            wrong = _LimitedIn(data={"people": people, "names": ["Budi"]})
            assert not wrong.is_valid()
            return f"{wrong.errors['people'][0]} {wrong.errors['names'][0][0]}"

    first = {language: said(language, 0) for language in ("id", "en")}
    assert "greater than or equal to 1." in first["en"]
    assert "no more than 3 characters." in first["en"]
    assert "tidak boleh melebihi 3 karakter." in first["id"]
    assert said("id", 9) != said("en", 9)
    assert {language: said(language, 0) for language in ("id", "en")} == first
