"""Which method to use: what was measured of all of them, what a team has measured itself, and sizes for a budget."""
