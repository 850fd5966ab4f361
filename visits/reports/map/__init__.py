"""The map of Indonesia by province: outlines, shades by number, and labels."""
