"""How the installation is doing, in words for whoever runs it: each part, and what to do."""
