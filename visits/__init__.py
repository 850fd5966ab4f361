"""WHO and WHY: delegations, the visit's life, its people and files, its pages and API.

Writes events and knows nobody who reads them; takes places of `scheduling` by an owner's key.
"""
