"""Who opened what about people: a row a reader, thing and day, counted; never what stood there."""
