"""Uploaded images: each kept once under an id that its bytes give, and what requests name of them."""
