"""Messages between the services: publish, poll, commit."""
