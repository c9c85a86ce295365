"""In which language a text is, told from its most frequent function words; and what a language tag may be."""

import re
from collections import Counter

from articles.languages import is_tag

WORDS = {
    "en": "the of and to in that is was for it with as his on be at by had not are but from have this which an were",
    "de": "der die und das den von ist nicht mit sich des auf für dem ein eine auch als wurde hat sind zu einer noch",
    "fr": "le la les des et est une dans que qui pour sur par pas avec plus au ce cette ont été son aux du sont il",
    "es": "el la los las que del una por con para se su es al como más pero fue ha sus este está y ser entre lo",
    "pt": "o a os as que do da em um uma para com não por dos das ao mais foi como se na no são pela pelo também",
    "it": "il la di che e le per un una con non del della dei sono è ha nel alla più gli anche dal da si come al",
    "nl": "de het een van en is dat op te in zijn voor met niet aan er om ook door maar bij wordt heeft naar uit",
    "sv": "och att det som en på är av för den med till inte om ett har de men var vid från kan efter också ut",
    "nb": "og i det som en på er av for den med til ikke om et har de men var ved fra kan etter også at ut å",
    "da": "og at det som en på er af for den med til ikke om et har de men var ved fra kan efter også blev",
    "fi": "ja on ei että se oli hän myös kun mutta ovat joka sen mukaan ole kuin sekä vain niin tai jo nyt olla",
    "pl": "i w na się nie z do to że jest o jak po przez od za dla ale oraz który są był tym także już może",
    "cs": "a v na se je že s z do o to ve pro za by ale jako po jsou od jeho které podle který také byl při",
    "ro": "și în de la cu pe care nu este din că o un a fost pentru mai au sau sunt prin după ale între",
    "hu": "a az és hogy nem is egy volt meg csak de ez el már mint szerint még azt pedig lesz után vagy",
    "tr": "ve bir bu için ile da de olarak çok daha olan gibi sonra kadar ise en oldu değil ancak var göre",
    "ru": "и в не на что он с как это по но из у за от о для же к так был его все она бы также",
    "uk": "і в не на що з у як та це до за про від для але його він є й також бути які ми має",
    "bg": "и на в да се от за не с е че по са като но до или ще беше това които си след при",
    "sr": "и у је да се на за су од са не то као ће који али по из није би што до",
    "ar": "في من على إلى أن عن التي مع هذا الذي هذه كان ما لا قد بعد و كما بين لم ذلك كل",
    "fa": "در به از که این را با است برای آن یک خود تا کرد بر هم نیز می شده شد گفت",
    "ckb": "لە بۆ و کە بە ئەم لەگەڵ بوو ئەو دەکات هەروەها یەک کرد ئەوە هەر ساڵی دوای سەر نێوان",
    "ku": "û li ji bo ku de di ev wê bi jî ew yên yê ya ser hate dike navbera",
    "he": "של על את לא הוא כי זה עם היא אל גם או כל יש אני אבל מה היה כך",
    "el": "και το να του η της με για που από την στο δεν των είναι οι τη τα ότι σε",
    "hi": "के है में की को से और का ने पर यह कि हैं भी एक इस नहीं लिए तो था",
    "ur": "کے میں کی ہے اور سے کا کو نے اس پر کہ یہ ہیں بھی تھا نہیں لیے گیا ایک",
    "id": "yang dan di ini itu dengan untuk dari pada tidak dalam akan ke juga adalah oleh karena telah mereka bisa",
    "vi": "của và các là được trong cho có không với một này những đã người để khi từ ra",
}
"""The most frequent function words, about twenty a language; a word of several languages counts for each."""

MONTHS = {
    "de": "jänner märz dezember",
    "fr": "janvier février juin juillet août décembre",
    "es": "enero febrero mayo junio julio septiembre noviembre diciembre",
    "pt": "janeiro fevereiro março junho julho dezembro",
    "it": "gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre",
    "ru": "января февраля апреля июня июля сентября октября ноября декабря",
}
"""Names of months that one language only has, as its papers print them in a date."""

_LANGUAGES = {}
for _tag, _words in WORDS.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_tag)

_SCRIPTS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
}
SAMPLE = 1600
"""Characters of a text that are looked at: function words are a third of any, so a few hundred words decide."""

LEAST, SHARE, LEAD = 3, 0.08, 1.15
"""Function words that there must be, their share of all words, and how far the first language must be ahead."""

_WORD = re.compile(r"[^\W\d_]+")
_NAMES = {
    **{"english": "en", "german": "de", "french": "fr", "spanish": "es", "portuguese": "pt", "italian": "it"},
    **{"dutch": "nl", "russian": "ru", "ukrainian": "uk", "arabic": "ar", "polish": "pl", "turkish": "tr"},
    **{"eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es", "por": "pt", "ita": "it"},
    **{"nld": "nl", "dut": "nl", "rus": "ru", "ukr": "uk", "ara": "ar", "pol": "pl", "tur": "tr", "zho": "zh"},
    **{"chi": "zh", "jpn": "ja", "kor": "ko", "kur": "ku"},
}


def language_of(text):
    """Return the BCP 47 tag of the language whose function words are most frequent, else `und`."""
    sample = text[:SAMPLE].lower()
    words = _WORD.findall(sample)
    if script := _script(sample):
        return script
    counts = Counter(tag for word in words for tag in _LANGUAGES.get(word, ()))
    (first, most), (_, next_most) = (counts.most_common(2) + [("und", 0)] * 2)[:2]
    sure = most >= LEAST and most >= SHARE * len(words) and most >= LEAD * next_most
    return first if sure else "und"


def language_of_date(date, text):
    """Return the language that a date has the month of, for a text too short for function words; else `und`."""
    if len(_WORD.findall(text[:SAMPLE])) > LEAST / SHARE:
        return "und"
    words = set(_WORD.findall(date.lower()))
    return next((tag for tag, months in MONTHS.items() if not words.isdisjoint(months.split())), "und")


def language_tag(text):
    """Return a language as BCP 47 writes it (`en_gb` → `en-GB`, `English` → `en`); empty if it is none."""
    tag = text.strip().replace("_", "-")
    tag = _NAMES.get(tag.lower(), tag)
    if not is_tag(tag):
        return ""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *map(_subtag, rest)])


def _subtag(text):
    return text.title() if len(text) == 4 else text.upper() if len(text) == 2 else text.lower()


def _script(sample):
    """Tell languages that have a script of their own."""
    if sample.isascii():
        return ""
    letters = sum(map(str.isalpha, sample)) or 1
    found = {tag: len(pattern.findall(sample)) / letters for tag, pattern in _SCRIPTS.items()}
    if found["ja"] > 0.1:
        return "ja"
    tag = max(found, key=found.get)
    return tag if found[tag] > 0.3 else ""
