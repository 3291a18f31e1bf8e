"""Every query of every board and rule against a real Prometheus that scrapes real services: `make operate`."""
