"""Lists of visits: all of them, those who wait, and a request entered by staff."""
