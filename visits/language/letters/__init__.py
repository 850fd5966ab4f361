"""What the text of an official letter says, as Indonesian offices write them."""
