"""Commands for whoever runs or ships it; they need nothing but Python itself."""
