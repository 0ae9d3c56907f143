"""Kept dumps of earlier versions (dev/dumps.py), and what tests compare them by."""
