"""The bodies that may be sent: their fields, and what must hold of several together."""

from rest_framework.serializers import IntegerField, ValidationError

from articles.models import Precision, WithdrawalReason
from articles.writing.fields import (
    LONGEST_NAME,
    AuthorGiven,
    Chosen,
    CorrectionGiven,
    ImageGiven,
    Language,
    LinkGiven,
    Names,
    Part,
    SourceGiven,
    Text,
    Web,
    known,
)

NOTE = "why; for staff only"


class ArticleBody(Part):
    """An article, or some of it. What the archive finds out by itself (id, text, revision, …) is not taken."""

    headline, subtitle = Text(), Text()
    byline = Text(help_text="as printed; whom it names become the authors, unless these are given or were chosen")
    authors = AuthorGiven(many=True)
    source = SourceGiven(required=False, allow_null=True)
    section = Text(max_length=LONGEST_NAME)
    topics = Names()
    language = Language(help_text="BCP 47; `und` if unknown")
    published_at = Text(
        allow_null=True, help_text="as precise as known: 2023, 2023-09, 2023-09-20, 2023-09-20T14:05:00Z; null for none"
    )
    date_precision = Chosen(["", *Precision.values], required=False, help_text="only together with published_at")
    source_url = Web(help_text="where it was printed")
    body = Text(trim_whitespace=False, help_text="Markdown (CommonMark)")
    images = ImageGiven(many=True)
    related_links = LinkGiven(many=True)
    corrections = CorrectionGiven(many=True)
    note = Text(help_text=NOTE)

    def validate(self, given):
        """Date and precision are one thing, as the archive keeps them."""
        precision = given.pop("date_precision", "")
        if "published_at" not in given:
            if precision:
                raise ValidationError({"date_precision": "it goes with published_at: give both"})
            return given
        text = given["published_at"]
        if not text and precision:
            raise ValidationError({"date_precision": "there is no date of which it could be known"})
        try:
            given["published_at"], given["date_precision"] = known(text, precision) if text else (None, "")
        except ValidationError as error:
            raise ValidationError({"published_at": error.detail}) from None
        return given


class WhyBody(Part):
    """Nothing but, where one likes, why."""

    note = Text(help_text=NOTE)


class WithdrawBody(WhyBody):
    """Why an article is taken back: a class that readers see, and a note that they do not."""

    reason = Chosen(WithdrawalReason, help_text="readers see it")


class CorrectBody(Part):
    """A correction."""

    note = Text(required=True, help_text="what was wrong; readers see it")


class Id(IntegerField):
    """The id of an article."""

    default_error_messages = {
        "invalid": "a whole number was expected",
        "required": "it is missing",
        "null": "it is missing",
    }

    def to_internal_value(self, data):
        if type(data) is not int or not 0 < data < 2**63:
            self.fail("invalid")
        return data


class MergeBody(WhyBody):
    """The article that a duplicate is folded into."""

    into = Id(min_value=1, help_text="the id of the article that stays")
