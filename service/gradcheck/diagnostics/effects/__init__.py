"""Effects between arms, measured on what was drawn: samples, units, contrasts, and the rule of verdicts."""
