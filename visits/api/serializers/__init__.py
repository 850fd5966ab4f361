"""The shapes of what is taken and answered; a rule stands in the rooms behind."""
