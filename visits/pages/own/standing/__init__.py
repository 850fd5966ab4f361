"""How a visit stands for its delegation: the head of its page, what is next, what is to prepare."""
