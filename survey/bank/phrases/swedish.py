"""How Swedish questions give themselves away."""

from survey.bank.phrases.patterns import END, Phrases, any_of, groups, joined_by, whole

_OWNER = r"(?:min|mitt|mina|vår|vårt|våra|din|ditt|dina|er|ert|era)"

SWEDISH = Phrases(
    both=joined_by("och(?: även)?", "samt"),
    either=any_of(
        r"\boch/eller\b",
        r"\bför \w+ eller för \w+",
        rf"\b{_OWNER} (?:\w+ ){{1,2}}eller {_OWNER}\b",
        r"\w\s+eller (?:jag|vi|han|hon|de) \w",
        r"\b(?:är|var|blir|blev|känner (?:mig|du dig|vi oss)|varit) "
        rf"(?:\w+ )?(?P<left>\w+) eller (?P<right>\w+){END}",
    ),
    joint=any_of(
        whole("sida vid sida", "tillsammans", "varandra", "varandras", "mellan", "ihop", "samma"),
        r"\b(?:balans|samarbet)\w*",
    ),
    harmless=any_of(
        r"\boch (?:inte|aldrig|annan|annat|andra|så vidare|liknande)\b",
        rf"\boch (?:(?:för|till|med|av|från) )?(?:vem|vilka|vad|varför|hur|när|var){END}",
        r"\b\w+-\s+(?:och|samt|eller)\s+\w+",
        r"\b(\w+) (?:och|eller) \1\b",
        whole("till och (?:med|från)", "i och med", "av och till", "var och en", "om och om igen"),
        whole("fram och tillbaka", "först och främst", "helt och hållet", "ett och samma", "en och samma"),
        whole("dag och natt", "ris och ros", "lugn och ro", "forskning och utveckling", "upp och ner"),
        whole("stort och smått", "hit och dit", "plus och minus", "för och emot", "saker och ting"),
        # "Stannade upp och gladdes": the first verb only tells how the second is done.
        r"\b(?:stannade|stannar|stanna|satt|sitter|sitta|stod|står|gick|går|kom|kommer|försökte)"
        r"(?: (?:jag|vi|man|du))?(?: (?:upp|ner|in|ut))? och\b",
    ),
    one_thing=groups(
        "människ tid tiden medel pengar resurs personal folk budget",
        "verktyg system program utrustning",
        "kund använda",
        "idé förslag förbättring",
        "tank åsikt",
        "roll ansvar uppgift",
        "regl regel rutin riktlinj",
        "kunskap kompetens färdighet",
        "mål syfte",
        "fråg svar",
        "styrk svaghet",
        "avslut skjut pausa",
        "vän vänner familj",
        "kolleg arbetskamrat",
        "hjälp stöd råd",
        "bra dålig god",
        "rätt fel",
        "ny nya gammal gamla",
        "början slut",
        "problem lösning",
        "vila återhämt",
        "skratt skoja",
    ),
    leading=any_of(
        whole("naturligtvis", "självklart", "såklart", "givetvis", "förstås", "utan tvekan", "eller hur"),
        whole("inte sant", "som (?:alla|vi(?: alla)?) vet", "alla håller med", "tvivelsutan"),
        r"(?<!\bett )(?<!\btill )\bvisst\b",
        # Asked in the order of a statement, "väl" begs for a yes; in "hur väl ..." it only means "well".
        r"^(?!hur|i vilken|vilk|vad|när|var\b|på vilket)[^?]*\bväl\b[^?]*\?",
        r"\b(?:är|har|kan|vill|ska|skulle|borde|bör|tycker|håller|känner|anser|fungerar) "
        r"(?:du|ni|vi|det|den) inte\b",
        r"\b(?:fantastisk|underbar|strålande|utmärkt|suverän|otrolig|enastående|hemsk|fruktansvärd)\w*",
        r"\b(?:förfärlig|förskräcklig|världsklass|jättebra)\w*",
    ),
)
