"""Finds accounts that act in lockstep."""
