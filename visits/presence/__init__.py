"""Who of a delegation came: noted by person, disputed, answered; papers rest on it.

`roll.present` and `roll.in_the_building` are what others read; `noting` and `guests` write.
"""
