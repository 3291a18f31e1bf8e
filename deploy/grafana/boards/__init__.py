"""The boards of Grafana as code: `make boards` writes them into `deploy/grafana/dashboards`."""
