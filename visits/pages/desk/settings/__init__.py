"""Settings that staff change themselves: one module a matter, one frame for all of them."""
