"""The desk of those who keep the archive in order: Django's admin over all that it holds."""

from django.conf import settings
from django.contrib import admin

from articles.admin import article, captures, history, importing, jobs, names, suspicions

__all__ = ["article", "captures", "history", "importing", "jobs", "names", "suspicions"]

admin.site.site_header = admin.site.site_title = settings.ARCHIVE_NAME
admin.site.index_title = "The desk"
admin.site.empty_value_display = "—"
