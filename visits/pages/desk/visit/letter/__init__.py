"""What the visit's page does about its letter."""
