"""Tests of letters on the desk."""
