"""Errors as Django reports them, by mail or on a page of DEBUG: without what opens something."""

from typing import Any

from django.views.debug import ExceptionReporter

from config.logs.masking import mask


class MaskedReporter(ExceptionReporter):
    """Django's report (settings: DEFAULT_EXCEPTION_REPORTER), masked as logs are."""

    def get_traceback_html(self) -> Any:
        """The page."""
        return mask(str(super().get_traceback_html()))

    def get_traceback_text(self) -> Any:
        """The mail."""
        return mask(str(super().get_traceback_text()))
