"""What may stand in a feedback slot: the arms by name, what they are made from, and the making."""
