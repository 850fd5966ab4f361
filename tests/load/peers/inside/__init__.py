"""What runs in the peers' own environments; nothing here is imported by us."""
