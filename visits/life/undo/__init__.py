"""Going back: a decision taken back before anybody heard of it, an ended visit opened again."""
