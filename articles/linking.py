"""Which related links lead to no article that is held: kept with each link, as asking for all of them takes seconds.

The end of every act looks again at the links and the addresses of the articles that it touched.
"""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.batching import batches


def look_again(article_ids):
    """Bring links of these articles, and links of others to them, to what is so now. Call it inside an act."""
    from articles.models import Address

    addresses = Address.objects.all()
    for some in batches(article_ids):
        open_links(Q(article__in=some)).filter(~Exists(addresses.filter(key=OuterRef("key")))).update(
            leads_nowhere=True
        )
        here = addresses.filter(article__in=some).values("key")
        _links().filter(leads_nowhere=True, key__in=here).update(leads_nowhere=None)


def lose(keys):
    """Remember that no article is held any more at addresses with these keys."""
    for some in batches(keys):
        open_links(Q(key__in=some)).update(leads_nowhere=True)


def open_links(which):
    """Return those of some links that could lead somewhere by their address, and are not known not to."""
    return _links().filter(which, target=None, leads_nowhere=None).exclude(key="")


def _links():
    from articles.models import RelatedLink

    return models.QuerySet(RelatedLink)
