"""A prompt as files of other tools, one format a file."""
