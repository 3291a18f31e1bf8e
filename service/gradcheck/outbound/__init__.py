"""What the service sends to other hosts: connections, one exchange over them, and the hosts that a team declares."""
