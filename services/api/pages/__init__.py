"""The pages for people: the status page and the API's documentation. Nothing on them comes from elsewhere."""
