"""Tests of what official letters say."""
