"""What every page of the desk shares: who may open it, why a step was refused, kept filters."""
