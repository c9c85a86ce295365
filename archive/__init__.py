"""The Django project: wires the apps together."""
