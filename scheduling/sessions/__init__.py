"""The days: their sessions by the timetable, national holidays, and what a working day is."""
