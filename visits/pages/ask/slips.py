"""Usual slips in the domains of well-known mail services: a hint, never a refusal."""

_MEANT = {
    "gmail.com": "gmial.com gmal.com gmai.com gamil.com gmaill.com gmail.co gmail.con gmail.cm "
    "gmail.id gmail.co.id gnail.com gmsil.com",
    "yahoo.com": "yaho.com yahooo.com yhoo.com yahoo.con yahoo.cm yaho.co yahho.com",
    "yahoo.co.id": "yaho.co.id yahooo.co.id yahoo.id yahoo.coid yahoo.co.d",
    "hotmail.com": "hotmal.com hotmial.com hotmai.com hotmail.con hotmil.com",
    "outlook.com": "outlok.com outllook.com outlook.con oulook.com",
}
_SLIPS = {slip: meant for meant, slips in _MEANT.items() for slip in slips.split()}


def meant_address(email: str) -> str:
    """The address that was probably meant, or nothing where `email` looks right."""
    name, _, domain = email.rpartition("@")
    meant = _SLIPS.get(domain.lower())
    return f"{name}@{meant}" if meant else ""
