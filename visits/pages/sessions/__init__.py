"""Choosing sessions: months and weeks with their why-not, and how many people fit."""
