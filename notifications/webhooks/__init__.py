"""Webhooks: events told to other programs by the Standard Webhooks convention (docs/webhooks.md).

`models` what is kept · `secrets` signatures · `guard` where we may connect to · `transport` one
call over the wire · `outbox` which events make calls · `calling` the pass that makes them.
"""
