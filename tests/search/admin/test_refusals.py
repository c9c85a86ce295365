"""What the engine refused, as curators see it."""

from django.contrib.auth.models import User
from django.urls import reverse

from search.models import Refusal


def test_refused_articles_are_listed_with_the_reason_and_nobody_edits_them(client, make_article):
    article = make_article()
    Refusal.objects.create(article_id=article.pk, reason="Its date is <beyond> the engine.")
    client.force_login(User.objects.create_superuser("ada"))
    html = client.get(reverse("admin:search_refusal_changelist")).content.decode()
    assert "Its date is &lt;beyond&gt; the engine." in html
    assert reverse("admin:articles_article_change", args=[article.pk]) in html
    assert client.get(reverse("admin:search_refusal_add")).status_code == 403
    assert client.post(reverse("admin:search_refusal_delete", args=[article.pk])).status_code == 403
