"""Tests of the rundown on the desk."""
