"""The papers of a visit and what they rest on: its rundown, and who came (visits/papers/)."""
