"""Every URL of the site, on one screen."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.generic import RedirectView

from archive import accounts, pages
from archive.docs import Description, Docs
from articles import views as articles
from articles.pagination import ArticleId
from search import views as search

register_converter(ArticleId, "id")

api = [
    path("search/", search.Search.as_view(), name="search"),
    path("suggest/", search.Suggest.as_view(), name="suggest"),
    path("articles/", articles.Articles.as_view(), name="articles"),
    path("articles/<id:id>/", articles.OneArticle.as_view(), name="article"),
    path("articles/<id:id>/similar/", search.Similar.as_view(), name="similar"),
    path("articles/<id:id>/original/", articles.Original.as_view(), name="original"),
    path("sources/", articles.Sources.as_view(), name="sources"),
    path("authors/", articles.Authors.as_view(), name="authors"),
    path("topics/", articles.Topics.as_view(), name="topics"),
    path("lookup/", articles.Lookup.as_view(), name="lookup"),
    path("schema/", Description.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
]

urlpatterns = [
    path("", pages.home, name="home"),
    path("articles/<id:id>/", pages.article, name="article_page"),
    path("api/v1/", include(api)),
    path("health/", search.Health.as_view(), name="health"),
    path("login/", accounts.SignIn.as_view(), name="login"),
    path("logout/", accounts.SignOut.as_view(), name="logout"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
]

handler400 = "archive.errors.bad_request"
handler403 = "archive.errors.permission_denied"
handler404 = "archive.errors.not_found"
handler500 = "archive.errors.server_error"
