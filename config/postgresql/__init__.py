"""Django's backend for PostgreSQL, with a cheaper look whether a kept connection stands."""
