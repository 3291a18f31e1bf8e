"""Whether the verdicts can be trusted: diagnostics of worlds whose truth is known, many times over."""
