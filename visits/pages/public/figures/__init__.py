"""`/statistik/`: a year's figures for everybody, where the host publishes them."""
