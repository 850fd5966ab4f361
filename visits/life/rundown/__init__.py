"""Steps that set the rundown of a visit and send it."""
