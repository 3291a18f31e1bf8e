"""Worlds with a known truth: served as the provider `simulated`, on arrays as a fast twin, and as calibrations."""
