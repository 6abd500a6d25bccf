"""Health, readiness and metrics, for the machines that look after this one."""
