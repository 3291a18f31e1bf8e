"""Client of the Gradcheck service: `rest` is generated, `events` reads event streams."""
