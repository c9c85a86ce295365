"""What the tests of the admin share: people, and forms filled in as a browser would."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse


@pytest.fixture
def curator(db):
    """A browser in which somebody is signed in who may do everything."""
    return signed_in(User.objects.create_superuser("ada", password="secret"))


@pytest.fixture
def onlooker(db):
    """A browser in which somebody is signed in who may look at articles and their parts, and no more."""
    user = User.objects.create_user("guest", password="secret", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    return signed_in(user)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(name, *args):
    """Return the address of a page of the admin."""
    return reverse(f"admin:articles_{name}", args=args)


def filled_in(response):
    """Return what a browser would send if its user pressed Save on this page at once."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if field.field.disabled or value is None or value is False:
                continue
            # Browsers send the lines of a text area with CR LF.
            data[field.html_name] = value.replace("\n", "\r\n") if isinstance(value, str) else value
    return flat(data)


def flat(data):
    """Return the data with moments as their two inputs send them."""
    for name, value in list(data.items()):
        if hasattr(value, "isoformat"):
            del data[name]
            data[f"{name}_0"], data[f"{name}_1"] = f"{value:%Y-%m-%d}", f"{value:%H:%M:%S}"
    return data


@pytest.fixture
def save(curator):
    """Return a function that opens an article, changes fields of its form and presses Save."""

    def save(article=None, **changes):
        address = page("article_change", article.pk) if article else page("article_add")
        data = filled_in(curator.get(address)) | changes
        response = curator.post(address, {name: value for name, value in data.items() if value is not None})
        if article:
            article.refresh_from_db()
        return response

    return save


def errors_of(response):
    """Return every sentence that a refused form shows."""
    assert response.status_code == 200, "the form was taken"
    return " ".join(str(error) for error in response.context["errors"])
