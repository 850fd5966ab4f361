"""Readers of calendars that share no code with the package that writes them.

`ical_js.read`, `vobject_reader.read` and `ical_reader.read` take the bytes of a VCALENDAR and give
its events in the shape of `ReadEvent`, read the way another program would. They raise where the
bytes are not valid. `radicale.radicale` is a real CalDAV server.
"""
