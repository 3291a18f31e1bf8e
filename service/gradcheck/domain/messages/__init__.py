"""What messages are made of beside plain text."""
