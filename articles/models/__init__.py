"""What the archive keeps: articles, and what belongs to them."""

from articles.addresses import Address, ForgottenKey
from articles.history import Change, Revision
from articles.models.article import Article, Precision, StateError, Status, WithdrawalReason
from articles.models.names import Author, Source, Topic
from articles.models.parts import Authorship, Correction, Image, RelatedLink, Tagging
from articles.originals import Capture

__all__ = [
    "Address",
    "Article",
    "Author",
    "Authorship",
    "Capture",
    "Change",
    "Correction",
    "ForgottenKey",
    "Image",
    "Precision",
    "RelatedLink",
    "Revision",
    "Source",
    "StateError",
    "Status",
    "Tagging",
    "Topic",
    "WithdrawalReason",
]
