"""A working day of fifty hosts on one: nothing lost, nothing overbooked, memory flat."""
