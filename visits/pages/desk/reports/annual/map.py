"""The map of a report: Indonesia's provinces as a drawing, with names and what the shades mean."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from visits.language.figures import whole_words
from visits.language.lists import and_words
from visits.papers.contents.blocks import Block
from visits.reports.map.shading import Map

DRAWING = "map.svg"
# Of the charts' colour, from none to all of it: they stay apart in grey and on a copy.
_SHADES = ("#eceff0", "#c2cfd2", "#8ca5aa", "#567b82", "#24535c")


def drawing(map_: Map) -> str:
    """All provinces as SVG, without words: those are set by the paper."""
    paths = "".join(
        f'<path d="{province.path}" fill="{_SHADES[int(province.shade)]}"/>'
        for province in map_.provinces
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {map_.width} {map_.height}">'
        f'<g stroke="#ffffff" stroke-width="1.5">{paths}</g></svg>'
    )


def map_block(map_: Map, title: str) -> Block:
    """The drawing with its labels and legend; whoever cannot see it is told the same counts."""
    came = [province for province in map_.provinces if province.visits]
    came.sort(key=lambda province: (-province.visits, province.name))
    told = and_words([f"{each.name} {whole_words(each.visits)}" for each in came])
    return {
        "type": "map",
        "alt": _("Map of Indonesia. %(title)s: %(values)s.") % {"title": title, "values": told},
        "drawing": DRAWING,
        "labels": [
            {
                "x": label.x / map_.width,
                "y": label.y / map_.height,
                "words": f"{label.name} {label.value}",
            }
            for label in map_.labels
            if label.wide
        ],
        "legend": [{"colour": _SHADES[0], "words": pgettext("map", "nobody")}, *_steps(map_)],
    }


def _steps(map_: Map) -> list[dict[str, str]]:
    return [
        {"colour": _SHADES[step.number], "words": _words(step.least, step.most)}
        for step in map_.steps
    ]


def _words(least: int, most: int) -> str:
    if least == most:
        return ngettext("%(n)s visit", "%(n)s visits", least) % {"n": whole_words(least)}
    return _("%(least)s to %(most)s visits") % {
        "least": whole_words(least), "most": whole_words(most),
    }  # fmt: skip
