"""What the page of a check says first: of the file where one was dropped, else of the code."""

from django.utils.translation import gettext as _

from visits.models import Paper
from visits.papers.checking.dropped import Looked, Match


def file_headline(looked: Looked, *, is_another: bool, of_code: bool, is_doubted: bool) -> str:
    """The verdict on a dropped file.

    `is_another`: it is ours, but not the page's paper. `of_code`: the page has a paper to compare
    with. `is_doubted`: the paper is in force, but not true of its visit any more.
    """
    if looked.match is Match.CONTINUED:
        return _("Something was added to this file since we issued it")
    if not looked.is_ours:
        if of_code:
            return _("The contents of this file are not what we issued")
        return _("We issued no such file")
    if looked.paper is None:
        return _("This file alone does not say which paper it is")
    if is_another:
        return _("This file is another paper than the one of this code")
    match looked.paper.state:
        case Paper.State.WITHDRAWN:
            return _("We issued this file, and have withdrawn it")
        case Paper.State.REPLACED:
            return _("We issued this file, and another has taken its place")
    return doubted_headline() if is_doubted else _("This file is what we issued")


def code_headline(paper: Paper | None, *, is_unknown: bool, is_doubted: bool) -> str:
    """The verdict on a code; `is_unknown`: one was given, and no paper of ours has it."""
    if is_unknown:
        return _("No paper of ours has this code")
    if paper is None:
        return _("Check a paper")
    return doubted_headline() if is_doubted else _("This paper was issued by us")


def doubted_headline() -> str:
    """The paper counts until it is replaced, but its visit has changed."""
    return _("Issued, but the host is updating what it says")
