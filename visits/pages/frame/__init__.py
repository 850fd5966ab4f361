"""What all pages share: the host, limits, forms that went stale, sizes of bodies, QR codes."""
