"""What is written about a visit: between the two sides, among staff, and passed on by WhatsApp.

What the host tells by itself is the matter of `notifications`.
"""
