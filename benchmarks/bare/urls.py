"""The newest 20 rows, with the columns of an item of the archive's own lists: read in one query, not counted."""

from django.urls import path
from rest_framework.generics import ListAPIView
from rest_framework.serializers import CharField, ModelSerializer

from articles.models import Article


class Row(ModelSerializer):
    source = CharField(source="source.name")
    domain = CharField(source="source.domain")

    class Meta:
        model = Article
        fields = (
            *("id", "headline", "subtitle", "byline", "published_at", "date_precision", "language"),
            *("source", "domain", "section", "source_url", "word_count"),
        )


class Newest(ListAPIView):
    queryset = Article.objects.select_related("source").order_by("-published_at")[:20]
    serializer_class = Row


urlpatterns = [path("articles/", Newest.as_view())]
