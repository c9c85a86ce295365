"""What the archive keeps: articles, and what belongs to them."""

from articles.addresses import Address, ForgottenKey
from articles.headers import Header
from articles.history import Change, Revision
from articles.importing.uploads import Upload
from articles.jobs import Job
from articles.models.answers import KeptAnswer
from articles.models.article import Article, Precision, StateError, Status, WithdrawalReason
from articles.models.bulk import Selection, Step
from articles.models.names import Author, Source, Topic
from articles.models.parts import Authorship, Correction, Image, RelatedLink, Tagging
from articles.models.suspicions import Examined, Suspicion, SuspicionKind
from articles.originals import Capture

__all__ = [
    "Address",
    "Article",
    "Author",
    "Authorship",
    "Capture",
    "Change",
    "Correction",
    "Examined",
    "ForgottenKey",
    "Header",
    "Image",
    "Job",
    "KeptAnswer",
    "Precision",
    "RelatedLink",
    "Revision",
    "Selection",
    "Source",
    "StateError",
    "Status",
    "Step",
    "Suspicion",
    "SuspicionKind",
    "Tagging",
    "Topic",
    "Upload",
    "WithdrawalReason",
]
