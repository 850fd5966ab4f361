"""The pictures of papers in the documents are all there, and small."""

from tests.visits.papers.write_pictures import FOLDER, papers
from visits.models import PaperKind


def test_each_kind_of_paper_has_its_pictures_and_none_is_left_over() -> None:
    told = {name: data if isinstance(data, list) else [data] for name, data in papers()}
    assert {data["kind"] for each in told.values() for data in each} == {
        *PaperKind.values,
        "badges",
    }
    there = {path.stem for path in FOLDER.glob("*.png")}
    assert {stem.removesuffix("-2") for stem in there} == set(told)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
