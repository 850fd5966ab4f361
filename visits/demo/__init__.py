"""Demo data in the shape of MPP Batam; everything in it is made up and marked as demo."""
