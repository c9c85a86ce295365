"""Walks all articles by the client that is made from the OpenAPI document; prints their ids."""

import json
import sys
from urllib.parse import parse_qs, urlsplit

from news_archive import Client
from news_archive.api.articles import articles
from news_archive.models import ArticlesSort

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True, timeout=60)
ids, cursor = [], {}
while cursor is not None:
    page = articles.sync(client=client, sort=ArticlesSort.OLDEST, page_size=100, **cursor)
    ids += [one.id for one in page.results]
    cursor = {"cursor": parse_qs(urlsplit(page.next_).query)["cursor"][0]} if page.next_ else None
print(json.dumps(ids))
