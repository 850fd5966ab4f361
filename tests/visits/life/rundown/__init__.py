"""Tests of the rundown."""
