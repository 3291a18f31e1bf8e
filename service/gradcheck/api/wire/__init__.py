"""What comes in over the wire, before it is a request of ours."""
