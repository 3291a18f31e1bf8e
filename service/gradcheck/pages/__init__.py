"""What people look at: pages of the service and reports of jobs, made from the views that the API answers with."""
