"""Licences of what the office publishes."""

from django.db import models


class Licence(models.TextChoices):
    """Under what others may use the open figures; names of SPDX."""

    CC_BY = "CC-BY-4.0", "Creative Commons Attribution 4.0 (CC BY 4.0)"
    CC_BY_SA = "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0 (CC BY-SA 4.0)"
    CC0 = "CC0-1.0", "Creative Commons Zero 1.0 (CC0)"

    @property
    def url(self) -> str:
        """Where its words stand."""
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/"
        return f"https://creativecommons.org/licenses/{self.value[3:-4].lower()}/4.0/"
