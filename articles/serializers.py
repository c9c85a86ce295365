"""The shapes of `shapes.py` and of errors, described for the schema; nothing that is read goes through them."""

from drf_spectacular.utils import extend_schema_serializer
from rest_framework.serializers import (
    CharField,
    ChoiceField,
    DateField,
    DateTimeField,
    IntegerField,
    ListField,
    Serializer,
    URLField,
)

from articles.addresses import AddressKind
from articles.history import Kind
from articles.models import Author, Precision, Status, WithdrawalReason

# --- items of lists -----------------------------------------------------------------------------


class SourceName(Serializer):
    """Where an article was printed."""

    name = CharField()
    domain = CharField(allow_null=True, help_text="null if it has none")


@extend_schema_serializer(component_name="ArticleItem")
class Item(Serializer):
    """An article in a list; its text only comes from its own address."""

    id = IntegerField()
    url = URLField()
    headline = CharField()
    subtitle = CharField()
    byline = CharField(help_text="as printed, without “By”")
    published_at = DateTimeField(help_text="UTC")
    date_precision = ChoiceField(Precision, help_text="how much of the date is known")
    language = CharField(help_text="BCP 47; `und` if unknown")
    source = SourceName(allow_null=True)
    section = CharField()
    topics = ListField(child=CharField())
    source_url = CharField()
    word_count = IntegerField()


class Page(Serializer):
    """A page of a list; `next` is the address of the next one, null at the end."""

    next = URLField(allow_null=True)


@extend_schema_serializer(component_name="ArticleList")
class Items(Page):
    """A page of articles."""

    results = Item(many=True)


class Counted(Serializer):
    """A name with the public articles that show it."""

    id = IntegerField()
    name = CharField()
    articles = IntegerField()
    first = DateTimeField(help_text="when the first of them was published")
    last = DateTimeField(help_text="when the last of them was published")


class CountedSource(Counted):
    """A source; filters take its domain, or its name where it has none."""

    domain = CharField(allow_null=True)


class CountedAuthor(Counted):
    """An author."""

    kind = ChoiceField(Author.Kind)


class Sources(Page):
    """A page of sources."""

    results = CountedSource(many=True)


class Authors(Page):
    """A page of authors."""

    results = CountedAuthor(many=True)


class Topics(Page):
    """A page of topics."""

    results = Counted(many=True)


# --- one article --------------------------------------------------------------------------------


class AuthorOfArticle(Serializer):
    """One author of an article."""

    id = IntegerField(allow_null=True, help_text="null only in former revisions, where the name is gone since")
    name = CharField()
    kind = ChoiceField(Author.Kind)


class SourceOfArticle(SourceName):
    """The source of an article."""

    id = IntegerField(allow_null=True, help_text="null only in former revisions, where the name is gone since")


class ImageOfArticle(Serializer):
    """A picture that stood in an article."""

    url = CharField(help_text="empty if the picture is lost")
    caption = CharField()
    credit = CharField()


class LinkOfArticle(Serializer):
    """A link to another article."""

    title = CharField()
    url = CharField()
    article = IntegerField(allow_null=True, help_text="its id, where the archive has it")


class CorrectionOfArticle(Serializer):
    """What was wrong."""

    at = DateTimeField()
    note = CharField()


class Whole(Serializer):
    """All of an article."""

    id = IntegerField()
    url = URLField()
    headline = CharField()
    subtitle = CharField()
    byline = CharField()
    authors = AuthorOfArticle(many=True)
    source = SourceOfArticle(allow_null=True)
    section = CharField()
    topics = ListField(child=CharField())
    language = CharField()
    published_at = DateTimeField()
    date_precision = ChoiceField(Precision)
    source_url = CharField()
    body = CharField(help_text="Markdown (CommonMark)")
    text = CharField(help_text="plain, paragraphs parted by a blank line")
    word_count = IntegerField()
    images = ImageOfArticle(many=True)
    related_links = LinkOfArticle(many=True)
    corrections = CorrectionOfArticle(many=True)
    revision = IntegerField()
    created_at = DateTimeField()
    updated_at = DateTimeField()


class Withdrawal(Serializer):
    """Why and when an article was taken back."""

    reason = ChoiceField(WithdrawalReason)
    note = CharField(help_text="for staff only")
    at = DateTimeField()


@extend_schema_serializer(component_name="Article")
class Shown(Whole):
    """All of an article; to those who may write also where it stands, and then it may lack a date."""

    published_at = DateTimeField(allow_null=True, help_text="UTC; null only in what is not public")
    date_precision = ChoiceField(["", *Precision.values])
    status = ChoiceField(Status, required=False)
    problems = ListField(child=CharField(), required=False, help_text="what keeps a draft from being complete")
    merged_into = IntegerField(
        required=False, allow_null=True, help_text="the id of the article that it was merged into"
    )
    withdrawal = Withdrawal(required=False, allow_null=True)


class RevisionOfArticle(Serializer):
    """What an article was for a while."""

    number = IntegerField()
    at = DateTimeField(help_text="when it became that")
    by = CharField(help_text="who made the edit; empty but for those who may write")
    reason = CharField(help_text="why; empty but for those who may write")


class Revisions(Page):
    """A page of revisions."""

    results = RevisionOfArticle(many=True)


class ChangeOfArticle(Serializer):
    """What became of an article."""

    seq = IntegerField(help_text="its number in the log, in the order in which changes were made")
    kind = ChoiceField(Kind)
    article = IntegerField(help_text="the id of the article")
    revision = IntegerField(help_text="the number of its revision after it")
    at = DateTimeField()
    reason = CharField(help_text="why it was withdrawn: legal, privacy, error, duplicate or other; else empty")
    sha256 = CharField(
        allow_null=True,
        help_text="SHA-256 of the line of the article in an export after it; null where it is not public",
    )


class Changes(Page):
    """A page of changes."""

    results = ChangeOfArticle(many=True)


class Checksum(Serializer):
    """What proves that a mirror is complete."""

    upto = IntegerField(help_text="the change after which it is taken")
    articles = IntegerField(help_text="how many were public then")
    sha256 = CharField()


@extend_schema_serializer(component_name="FoundArticle")
class Found(Whole):
    """All of an article, and the kind of the address that it was found by."""

    matched = ChoiceField(AddressKind)


class Merged(Serializer):
    """Which article it was merged into; `Location` is its address."""

    article = IntegerField()


# --- errors -------------------------------------------------------------------------------------


class MistakeShown(Serializer):
    """One thing wrong with one parameter."""

    parameter = CharField(allow_null=True)
    detail = CharField()
    offset = IntegerField(allow_null=True, help_text="where in the value, in characters")
    valid = ListField(child=CharField(), help_text="what would be right")
    nearest = CharField(allow_null=True, help_text="what was most likely meant")
    number = IntegerField(required=False, help_text="of several values of the parameter, which one; counted from 1")


class Problem(Serializer):
    """An error (RFC 9457)."""

    type = CharField()
    title = CharField()
    status = IntegerField()
    detail = CharField()
    errors = MistakeShown(many=True)


class Tombstone(Problem):
    """What is left of an article that was public."""

    reason = ChoiceField([*WithdrawalReason.values, "deleted"])
    withdrawn_at = DateField()
