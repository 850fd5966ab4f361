"""What the framework of the API says of a wrong value, where it has no Indonesian itself.

Nobody reads this list; it lets `make messages` find them. The framework asks for them by itself.
"""

from django.utils.translation import gettext_noop as _

WORDS = (
    _("A valid biginteger is required."),
    _("A valid number is required."),
    _("Datetime value out of range."),
    _("Ensure this field has at least {min_length} elements."),
    _("Ensure this field has no more than {max_length} elements."),
    _("Expected a date but got a datetime."),
    _("Expected a datetime but got a date."),
    _('Expected a list of items but got type "{input_type}".'),
    _("Incorrect type. Expected pk value, received {data_type}."),
    _("Integer value too large to convert to float"),
    _("Invalid data. Expected a dictionary, but got {datatype}."),
    _('Invalid datetime for the timezone "{timezone}".'),
    _("Must be a valid boolean."),
    _("No filename could be determined."),
    _("Not a valid string."),
    _("String value too large."),
    _("Surrogate characters are not allowed: U+{code_point:X}."),
    _("The submitted data was not a file. Check the encoding type on the form."),
    _("This list may not be empty."),
)
