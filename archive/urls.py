"""Every URL of the site, on one screen."""

from django.contrib import admin
from django.urls import include, path, register_converter
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language

from archive import accounts
from archive.docs import Description, Docs
from archive.pages import about, browsing, names
from archive.pages import article as article_page
from archive.pages import history as history_page
from archive.pages import original as original_page
from archive.pages import search as search_page
from archive.pages import trends as trends_page
from articles import feed, harvest, imports, memento, sitemaps
from articles import views as articles
from articles.one import ArticleInShape, Suffix
from articles.pagination import ArticleId
from articles.writing import views as writing
from search import exporting, feeds, opensearch
from search import views as search

admin.autodiscover()

register_converter(ArticleId, "id")
register_converter(Suffix, "suffix")
register_converter(browsing.YearNumber, "year")
register_converter(browsing.MonthNumber, "month")
register_converter(names.Kind, "names")

api = [
    path("search/", search.Search.as_view(), name="search"),
    path("search.atom", feeds.Atom.as_view(), name="search_atom"),
    path("search.rss", feeds.Rss.as_view(), name="search_rss"),
    path("search.json", feeds.Json.as_view(), name="search_json"),
    path("suggest/", search.Suggest.as_view(), name="suggest"),
    path("trends/", search.Trends.as_view(), name="trends"),
    path("trends.csv", search.TrendsTable.as_view(), name="trends_table"),
    path("articles/", writing.Articles.as_view(), name="articles"),
    path("articles/<id:id>/", writing.OneArticle.as_view(), name="article"),
    path("articles/<id:id>.<suffix:suffix>", ArticleInShape.as_view(), name="article_in_shape"),
    path("articles/<id:id>/publish/", writing.Publish.as_view(), name="publish"),
    path("articles/<id:id>/withdraw/", writing.Withdraw.as_view(), name="withdraw"),
    path("articles/<id:id>/restore/", writing.Restore.as_view(), name="restore"),
    path("articles/<id:id>/correct/", writing.Correct.as_view(), name="correct"),
    path("articles/<id:id>/merge/", writing.Merge.as_view(), name="merge"),
    path("articles/<id:id>/similar/", search.Similar.as_view(), name="similar"),
    path("articles/<id:id>/revisions/", articles.Revisions.as_view(), name="revisions"),
    path("articles/<id:id>/original/", articles.Original.as_view(), name="original"),
    path("imports/", imports.Imports.as_view(), name="imports"),
    path("imports/<id:id>/", imports.OneImport.as_view(), name="import"),
    path("changes/", feed.Changes.as_view(), name="changes"),
    path("changes/checksum/", feed.Checksum.as_view(), name="checksum"),
    path("export.ndjson", exporting.ExportLines.as_view(), name="export"),
    path("export.csv", exporting.ExportTable.as_view(), name="table"),
    path("sources/", articles.Sources.as_view(), name="sources"),
    path("authors/", articles.Authors.as_view(), name="authors"),
    path("topics/", articles.Topics.as_view(), name="topics"),
    path("lookup/", articles.Lookup.as_view(), name="lookup"),
    path("schema/", Description.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
]

urlpatterns = [
    path("", search_page.search, name="home"),
    path("articles/<id:id>/", article_page.by_number, name="article_page"),
    path("articles/<id:id>/original/", original_page.original, name="article_original"),
    path("articles/<id:id>/history/", history_page.history, name="article_history"),
    path("articles/<id:id>/<str:slug>/", article_page.article, name="article_slug"),
    path("browse/", browsing.browse, name="browse"),
    path("browse/<names:kind>/", names.names, name="browse_names"),
    path("browse/<year:year>/", browsing.year, name="browse_year"),
    path("browse/<year:year>/<month:month>/", browsing.month, name="browse_month"),
    path("trends/", trends_page.page, name="trends_page"),
    path("about/", about.about, name="about"),
    path("api/v1/", include(api)),
    path("oai/", harvest.Harvest.as_view(), name="oai"),
    path("oai/article.xsd", harvest.ArticleSchema.as_view(), name="oai_schema"),
    path("opensearch.xml", opensearch.OpenSearch.as_view(), name="opensearch"),
    path("timegate/<path:address>", memento.TimeGate.as_view(), name="timegate"),
    path("timemap/<path:address>", memento.TimeMap.as_view(), name="timemap"),
    path("sitemap.xml", sitemaps.Index.as_view(), name="sitemap"),
    path("sitemap-<id:number>.xml", sitemaps.Page.as_view(), name="sitemap_page"),
    path("news-sitemap.xml", sitemaps.News.as_view(), name="news_sitemap"),
    path("robots.txt", sitemaps.Robots.as_view(), name="robots"),
    path("health/", search.Health.as_view(), name="health"),
    path("login/", accounts.SignIn.as_view(), name="login"),
    path("language/", csrf_exempt(set_language), name="set_language"),  # no token in pages that all share
    path("logout/", accounts.SignOut.as_view(), name="logout"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
]

handler400 = "archive.errors.bad_request"
handler403 = "archive.errors.permission_denied"
handler404 = "archive.errors.not_found"
handler500 = "archive.errors.server_error"
