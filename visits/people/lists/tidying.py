"""One line's values put where they belong, with what is doubtful about them."""

import re
from collections.abc import Sequence

from django.utils.translation import gettext

from visits.language.nip import LENGTH, numbers_within, without_numbers
from visits.people.lists.cells import LONGEST_GRADE, grade_within, is_date, is_grade, is_no_field
from visits.people.lists.heads import Field
from visits.people.lists.positions import POSITION

_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!)")


def tidy(values: dict[Field, str], doubts: list[str]) -> dict[Field, str]:
    """Values of one line with the number in its own field and a grade of its length."""
    within = [digits for digits in numbers_within(values[Field.NAME]) if len(digits) == LENGTH]
    if within and not values[Field.NIP].strip("-–—. "):
        values[Field.NIP], values[Field.NAME] = within[0], without_numbers(values[Field.NAME])
    # Numbers that somebody typed before the names.
    values[Field.NAME] = re.sub(r"^\s*\(?\d{1,3}\s?[.)]\s*(?=[^\W\d])", "", values[Field.NAME])
    grade = " ".join(values[Field.GRADE].split())
    if len(grade) > LONGEST_GRADE and grade_within(grade):
        values[Field.GRADE] = grade_within(grade)
        doubts.append(gettext("Of “%(grade)s” the grade is kept.") % {"grade": grade[:60]})
    if is_date(grade):
        doubts.append(gettext("The spreadsheet has made a date of the grade. Type it again."))
    if is_date(values[Field.POSITION]):
        doubts.append(gettext("A date stands where the position belongs."))
    if any(_ERROR.fullmatch(value.strip()) for value in values.values()):
        doubts.append(gettext("The spreadsheet shows an error in this line. Type it again."))
    if values[Field.NAME].count('"') % 2:
        doubts.append(gettext("A quotation mark opens in this line and does not close. Check it."))
    if is_grade(values[Field.POSITION]) and not values[Field.GRADE]:
        doubts.append(gettext("A grade stands where the position belongs."))
    name = values[Field.NAME]
    if POSITION.match(name):
        doubts.append(gettext("This looks like a position rather than a name."))
    if name and (
        is_no_field(name) or re.search(r"[:={}<>]", name) or not any(c.isalpha() for c in name)
    ):
        doubts.append(gettext("This does not look like a name."))
    return values


def grade_of(given: Sequence[str]) -> str:
    """Rank and grade in two columns: the grade says both."""
    if len(given) == 2 and (whole := grade_within("/".join(given))):
        return whole
    classes = [text for text in given if grade_within(text)]
    return classes[0] if len(given) > 1 and classes else ", ".join(given)
