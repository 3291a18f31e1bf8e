"""Migrations, run at start."""
