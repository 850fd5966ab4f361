"""One module a kind of paper: what it says. What they share lies beside this package."""
