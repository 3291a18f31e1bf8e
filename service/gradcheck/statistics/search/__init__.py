"""What searches draw and rank candidates with: fronts, a surrogate of scores, Thompson sampling."""
