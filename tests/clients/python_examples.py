"""The five questions of the README, asked by the client that is made from the OpenAPI document; prints the answers."""

import json
import sys

from news_archive import Client
from news_archive.api.articles import article, lookup
from news_archive.api.search import search
from news_archive.models import Problem, SearchFacetsItem, SearchHistogram

client = Client(base_url=sys.argv[1], raise_on_unexpected_status=True)
answers = [
    search.sync(client=client, q="ceasefire", facets=[SearchFacetsItem.SOURCE], page_size=1),
    search.sync(client=client, q="flood -inquiry", histogram=SearchHistogram.YEAR, page_size=1),
    article.sync(84, client=client),
    lookup.sync(client=client, url_query="capitalstandard.example/world/2021/02/observers-count-fourteen-violations"),
    search.sync(client=client, q="headlin:flood"),
]
print(json.dumps([answer.to_dict() for answer in answers]))
assert isinstance(answers[-1], Problem), "a refusal has a type of its own"
assert answers[2].authors[0].kind.value == "agency"
