"""Worlds: their sentences, items, critics and editors, as mechanisms that provider and twin share. They call nobody."""
