"""How the program is loaded once for several processes (docs/decisions/0231)."""
