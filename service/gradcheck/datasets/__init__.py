"""Stored data sets: files read row by row, kept by content, and the rows that a request draws from one."""
