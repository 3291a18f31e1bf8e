"""The client that makes its calls: `aio` is written by hand, `sync` is generated from it."""
