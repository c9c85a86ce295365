"""Which languages have a stemmer, and which words of a language carry no meaning alone."""

STEMMERS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "st": "sesotho",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""Snowball's algorithm for each primary language subtag."""

FORMLESS = frozenset({"zh", "ja", "ko"})
"""Languages that are indexed by character: that they have no stemmer is no lack."""

SAME = {"nb": "no", "nn": "no", "in": "id", "iw": "he", "ji": "yi", "mo": "ro"}
"""Tags of one written language, or old tags (IANA language subtag registry), as the one used here."""

UNDETERMINED = "und"

_LISTS = {
    "ar": "في من على إلى عن أن إن ما لا هذا هذه التي الذي و أو ثم قد كان كانت كما بين مع بعد كل هو هي ذلك",
    "da": "og i at det en den til er som på de med han af for ikke der var et har fra om ved hun jeg sig eller blev",
    "de": "der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an er sie hat aus"
          " bei einer einem einen wie oder vom zum zur am dass nach wird",
    "en": "the of and to in a is that for on was with as at by an be this from are or were but not have has had its his"
          " her their they he she which been would than",
    "es": "de la que el en y a los del se las por un para con una su al lo como o pero sus le ha es son fue entre",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont ou avec son"
          " aux sa ses cette elle mais comme",
    "it": "di e il la che in un a per una del della con non si da i le dei al ha alla sono nel lo delle o anche come"
          " gli",
    "nl": "de van het een en in is dat op te voor met die niet zijn aan er om ook als bij door uit naar maar of hij ze"
          " wordt heeft nog tot",
    "no": "og i det på som er en til at han av for med de ikke har den var et om fra ble hun jeg seg men eller ved",
    "pt": "de a o que e do da em um para com uma os na se por mais as dos como mas ao das ou foi pelo pela ele ela não",
    "ru": "и в не на что он с как это по но из к у за от о же так для то бы его до она они или был была было при мы во",
    "sv": "och i att det som en på är av för med den till inte har de ett om han var men sig från vi så kan hon eller"
          " vid",
}  # fmt: skip

FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
"""At most 40 a language, of those that carry no meaning alone. Left out is what is a name or an answer in capitals or
in another language: who (WHO), us (US), it (IT), may (May), will, can, no."""


def primary(tag: str) -> str:
    """Give the language that a BCP 47 tag begins with, in the spelling used here: `en` for `en-GB`, `no` for `nb`."""
    subtag = tag.strip().replace("_", "-").partition("-")[0].lower()
    return SAME.get(subtag, subtag)
