"""Well-known sources by their domain: the name that readers know, and the language where there is only one."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownSource:
    """A source by its domain. `language` is empty where it prints in several."""

    domain: str
    name: str
    language: str = ""


_TABLE = """
abc.net.au | ABC News (Australia) | en
abcnews.go.com | ABC News | en
aftenposten.no | Aftenposten | nb
afp.com | AFP |
al-monitor.com | Al-Monitor | en
aljazeera.com | Al Jazeera | en
aljazeera.net | Al Jazeera | ar
allafrica.com | allAfrica |
ap.org | The Associated Press | en
apnews.com | The Associated Press |
arabnews.com | Arab News | en
armenpress.am | Armenpress |
asia.nikkei.com | Nikkei Asia | en
axios.com | Axios | en
balkaninsight.com | Balkan Insight | en
bangkokpost.com | Bangkok Post | en
bbc.co.uk | BBC |
bbc.com | BBC |
bloomberg.com | Bloomberg | en
bostonglobe.com | The Boston Globe | en
businessinsider.com | Business Insider | en
buzzfeednews.com | BuzzFeed News | en
cbc.ca | CBC | en
cbsnews.com | CBS News | en
channelnewsasia.com | CNA | en
chicagotribune.com | Chicago Tribune | en
clarin.com | Clarín | es
cnbc.com | CNBC | en
cnn.com | CNN | en
corriere.it | Corriere della Sera | it
csmonitor.com | The Christian Science Monitor | en
dailymail.co.uk | Daily Mail | en
dawn.com | Dawn | en
derstandard.at | Der Standard | de
dn.se | Dagens Nyheter | sv
dw.com | Deutsche Welle |
economist.com | The Economist | en
efe.com | EFE |
elmundo.es | El Mundo | es
elpais.com | El País |
euobserver.com | EUobserver | en
eurasianet.org | Eurasianet | en
euronews.com | Euronews |
faz.net | Frankfurter Allgemeine Zeitung | de
folha.uol.com.br | Folha de S.Paulo | pt
forbes.com | Forbes | en
foreignpolicy.com | Foreign Policy | en
foxnews.com | Fox News | en
france24.com | France 24 |
ft.com | Financial Times | en
globo.com | Globo | pt
haaretz.com | Haaretz | en
hindustantimes.com | Hindustan Times | en
hs.fi | Helsingin Sanomat | fi
huffpost.com | HuffPost | en
hurriyetdailynews.com | Hürriyet Daily News | en
independent.co.uk | The Independent | en
indianexpress.com | The Indian Express | en
inquirer.net | Philippine Daily Inquirer | en
interfax.com | Interfax | en
interfax.ru | Interfax | ru
irishtimes.com | The Irish Times | en
izvestia.ru | Izvestia | ru
japantimes.co.jp | The Japan Times | en
jpost.com | The Jerusalem Post | en
kommersant.ru | Kommersant | ru
koreaherald.com | The Korea Herald | en
koreatimes.co.kr | The Korea Times | en
kyivindependent.com | The Kyiv Independent | en
kyivpost.com | Kyiv Post |
lanacion.com.ar | La Nación | es
latimes.com | Los Angeles Times | en
lefigaro.fr | Le Figaro | fr
lemonde.fr | Le Monde |
lenta.ru | Lenta.ru | ru
lesoir.be | Le Soir | fr
liberation.fr | Libération | fr
meduza.io | Meduza |
middleeasteye.net | Middle East Eye |
nation.africa | Nation | en
nbcnews.com | NBC News | en
newsweek.com | Newsweek | en
newyorker.com | The New Yorker | en
novayagazeta.ru | Novaya Gazeta | ru
npr.org | NPR | en
nrc.nl | NRC | nl
nypost.com | New York Post | en
nytimes.com | The New York Times |
nzherald.co.nz | The New Zealand Herald | en
nzz.ch | Neue Zürcher Zeitung | de
pbs.org | PBS | en
politico.com | Politico | en
politico.eu | Politico Europe | en
propublica.org | ProPublica | en
publico.pt | Público | pt
rbc.ru | RBC | ru
repubblica.it | la Repubblica | it
reuters.com | Reuters |
rferl.org | RFE/RL | en
rfi.fr | RFI |
ria.ru | RIA Novosti | ru
rte.ie | RTÉ | en
scmp.com | South China Morning Post | en
sky.com | Sky News | en
smh.com.au | The Sydney Morning Herald | en
spiegel.de | Der Spiegel | de
standard.co.uk | Evening Standard | en
straitstimes.com | The Straits Times | en
sueddeutsche.de | Süddeutsche Zeitung | de
svd.se | Svenska Dagbladet | sv
tagesschau.de | Tagesschau | de
tass.com | TASS | en
tass.ru | TASS | ru
taz.de | taz | de
telegraph.co.uk | The Telegraph | en
theage.com.au | The Age | en
theatlantic.com | The Atlantic | en
theglobeandmail.com | The Globe and Mail | en
theguardian.com | The Guardian | en
thehindu.com | The Hindu | en
themoscowtimes.com | The Moscow Times | en
thestar.com | Toronto Star | en
thetimes.co.uk | The Times | en
thetimes.com | The Times | en
time.com | TIME | en
timesofindia.indiatimes.com | The Times of India | en
timesofisrael.com | The Times of Israel | en
ukrinform.net | Ukrinform | en
upi.com | UPI | en
usatoday.com | USA Today | en
vedomosti.ru | Vedomosti | ru
voanews.com | Voice of America | en
volkskrant.nl | de Volkskrant | nl
vox.com | Vox | en
washingtonpost.com | The Washington Post | en
welt.de | Die Welt | de
wsj.com | The Wall Street Journal | en
xinhuanet.com | Xinhua |
yna.co.kr | Yonhap | ko
zeit.de | Die Zeit | de
"""


_SAMPLE = """
almarfa.example | المرفأ | ar
capitalstandard.example | Capital Standard | en
echo-de-brevent.example | L'Écho de Saint-Brévent | fr
elfarodelsur.example | El Faro del Sur | es
grauwieler-tageblatt.example | Grauwieler Tageblatt | de
harbourgazette.example | Harbour Gazette | en
meridianledger.example | Meridian Ledger | en
northmoorchronicle.example | Northmoor Chronicle | en
valleycourier.example | Valley Courier | en
vestnik-priozerya.example | Вестник Приозёрья | ru
"""
"""The invented papers of `fixtures/`, under a domain that nobody can own (RFC 2606)."""


def _rows(table):
    for line in table.strip().splitlines():
        domain, name, language = (cell.strip() for cell in line.split("|"))
        yield domain, KnownSource(domain=domain, name=name, language=language)


_KNOWN = dict([*_rows(_TABLE), *_rows(_SAMPLE)])
NAMES = frozenset(known.name.casefold() for known in _KNOWN.values())
"""Folded names of all of them: what a byline may name instead of a person."""


def known_source(domain):
    """Return the well-known source of a domain or of one that it is a part of, such as edition.cnn.com; or None."""
    labels = domain.split(".")
    candidates = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((_KNOWN[one] for one in candidates if one in _KNOWN), None)


def spells(name, domain):
    """Whether a domain is the name written together: Koya University, koyauniversity.org."""
    name, label = _letters(name), _letters(max(domain.split(".")[:-1] or [""], key=len))
    short, long = sorted((name, label), key=len)
    return len(short) >= 3 and long.startswith(short)


def _letters(text):
    return re.sub(r"^the|[\W_]+", "", text.casefold())
