"""Who works a job: leases of workers, and the epochs by which whoever has lost a job writes it no more."""
