"""Words for templates; the same as in mails, see visits/words.py."""

from django import template

from visits import words

register = template.Library()

for _filter in (
    words.day_words,
    words.short_day_words,
    words.time_words,
    words.moment_words,
    words.week_words,
):
    register.filter(_filter.__name__, _filter)

register.simple_tag(words.hours_words, name="hours_words")
