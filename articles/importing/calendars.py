"""What newspapers call months, weekdays and time zones, and what they print before a date, in eight languages."""

MONTHS = {}
"""Folded name, whole or as papers shorten it → number of the month. No name means two months in two languages."""

_MONTHS = """
january jan januar jänner janvier janv enero ene gennaio gen janeiro января январь янв يناير كانون-الثاني
february feb februar feber février fevrier févr fév febrero febbraio fevereiro fev февраля февраль фев فبراير شباط
march mar märz mär mrz mars marzo março marco марта март مارس آذار
april apr avril avr abril abr aprile апреля апрель апр أبريل إبريل ابريل نيسان
may mai mayo maggio mag maio мая май مايو أيار
june jun juni juin junio giugno giu junho июня июнь июн يونيو يونيه حزيران
july jul juli juillet juil julio luglio lug julho июля июль июл يوليو يوليه تموز
august aug août aout agosto ago августа август авг أغسطس اغسطس آب
september sept sep septembre septiembre setiembre settembre set setembro сентября сентябрь сен сент سبتمبر أيلول
october oct oktober okt octobre octubre ottobre ott outubro out октября октябрь окт أكتوبر اكتوبر تشرين-الأول
november nov novembre noviembre novembro ноября ноябрь ноя نوفمبر تشرين-الثاني
december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro декабря декабрь дек ديسمبر كانون-الأول
"""
for _number, _names in enumerate(_MONTHS.strip().splitlines(), start=1):
    MONTHS |= {name.replace("-", " "): _number for name in _names.split()}

WEEKDAYS = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)s?|(?:mo|di|mi|do|fr|sa|so)(?=[.,])|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|"
    r"(?:lune|marte|mercole|giove|vener)d[ìi]|sabato|domenica|(?:segunda|ter[çc]a|quarta|quinta|sexta)(?:-feira)?|"
    r"понедельник|вторник|сред[ау]|четверг|пятниц[ау]|суббот[ау]|воскресенье|"
    r"(?:الاثنين|الإثنين|الثلاثاء|الأربعاء|الاربعاء|الخميس|الجمعة|السبت|الأحد|الاحد)"
)
"""A regular expression for the name of a day, as it stands before a date."""

UPDATED = (
    r"updated|modified|aktualisiert|stand|mis(?:e)? à jour|modifié|actualizado|atualizado|aggiornato|обновлено|"
    r"(?:آخر )?تحديث"
)
PUBLISHED = (
    r"published|posted|created|date|dated|released|veröffentlicht|erstellt|publiée?|publicad[oa]|pubblicato|"
    r"опубликовано|дата публикации|(?:تم )?(?:نشر|النشر)|تاريخ النشر"
)
"""Regular expressions for what is printed before a date, and says of which kind it is."""

BETWEEN = r"at|on|the|um|den|à|le|a las?|el|alle(?: ore)?|ore|il|às|em|в|года|г\.?|الساعة"
"""Little words that join label, weekday, day and time."""

ZONES = {
    **{"z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180},
    **{"msk": 180, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480},
    **{"pdt": -420, "jst": 540, "kst": 540, "hkt": 480, "sgt": 480, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780},
    **{"mez": 60, "mesz": 120, "мск": 180},
}
"""Minutes ahead of UTC, for names that mean one zone in the press."""

CLOCKS = {
    **{"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"},
    "uk": "Europe/London",
}
"""Names that mean the clock of a place, which summer time puts forward: where in the IANA database it stands."""
