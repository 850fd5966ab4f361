"""The rundown of a visit: what it holds, what one begins with, and how it follows its session."""
