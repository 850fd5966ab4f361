"""On the road: which pages a device keeps, by what worker, and as what app it is installed."""
