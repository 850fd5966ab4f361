"""Our bookings and feeds beside other free programs, in one run: `make bench PEERS=1`.

Nothing of theirs is in this repository: each is installed by name and version into a folder of its
own when it is first measured (decision 271).
"""
