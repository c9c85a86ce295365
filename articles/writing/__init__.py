"""Writing over the API: what a body may hold, what becomes of it, and that it is done once."""
