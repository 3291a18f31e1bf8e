"""Following the events of jobs as they come, in this process and from others."""
