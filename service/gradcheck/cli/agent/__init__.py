"""What a coding agent can have a service do, over the Model Context Protocol."""
