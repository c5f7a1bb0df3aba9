"""How Finnish questions give themselves away."""

from survey.bank.phrases.patterns import END, Phrases, any_of, groups, joined_by, whole

_OTHERS = "muu|muut|muuta|muun|muita|muiden|muihin|muilla|muille|muissa|muista|muilta"

FINNISH = Phrases(
    both=joined_by("ja", "sekä"),
    either=any_of(
        r"\bja/tai\b",
        r"\bliian \w+ tai liian \w+",
        r"\b\w+(?:ni|mme|nsa|nsä|si) tai \w+(?:ni|mme|nsa|nsä|si)\b",
        r"\w\s+tai (?:minä|me|hän|he|minulla|minulle|meillä|olen|olin|olemme|olimme) \w",
        r"\b(?:on|oli|ovat|olivat|olen|olin|olemme|olimme|oletko|olitko|onko|oliko|ovatko|olivatko) "
        rf"(?:\w+ )?(?P<left>\w+) tai (?P<right>\w+){END}",
    ),
    joint=any_of(
        whole("rinnakkain", "keskenään", "keskenämme", "toisiaan", "toisiamme", "toistensa", "yhteen"),
        r"\b(?:tasapain|yhteistyö|yhteisty)\w*|\bväli(?:llä|lle|ltä|nen|set|stä|siä)\w*|\bsam(?:a|at|aa|oja)\b",
    ),
    harmless=any_of(
        rf"\bja (?:{_OTHERS}|niin edelleen)\b",
        rf"\bja (?:kuka|kenelle|kenen|keitä|miksi|miten|milloin|missä|mitä|mihin|mistä|kuinka){END}",
        r"\b\w+-\s+(?:ja|sekä|tai)\s+\w+",
        r"\b(\w+) (?:ja|tai) \1\b",
        whole("silloin ja tällöin", "siellä ja täällä", "niin ja näin", "ylös ja alas", "ennen ja nyt"),
        whole("yrityksen ja erehdyksen", "läpi ja poikki", "päivin ja öin", "kaksi ja puoli", "yksi ja sama"),
    ),
    one_thing=groups(
        "tekijö ihmis henkilö aika aikaa ajan raha keino resurs väke väki budjet",
        "työväline väline järjestelm työkalu laite laitte ohjelm",
        "asiakas asiakka asiakk käyttäj",
        "idea ideoi ideoita ehdotu parannu",
        "ajatu ajatuks mielipite",
        "rooli vastu tehtäv",
        "sääntö säännö ohje käytän",
        "taito taido taitoj osaami tieto tiedo",
        "tavoite tavoitt päämäär",
        "kysymy vastau",
        "vahvuu heikkou",
        "plussa miinu",
        "lopet siirr siirtä lykä lykkä",
        "ystäv perhe perhee",
        "kollego kollega työkaver työtover",
        "apu apua tuki tukea tuen neuvo",
        "hyvä hyvi huono",
        "uusi uude uutta vanha vanho",
        "alku alus loppu",
        "oikea väärä",
        "ongelm ratkaisu",
        "levätä lepo palautu",
        "nauraa vitsai",
    ),
    leading=any_of(
        r"\b(?:ei|et|en|emme|ette|eivät)kö(?:s|hän|kin)?\b",
        whole("kai", "varmasti", "varmaan", "varmaankin", "tietysti", "tietenkin", "luonnollisesti"),
        whole("epäilemättä", "ilman muuta", "totta kai", "itsestään selvästi", "kuten kaikki tietävät"),
        whole("kuten tiedämme", "kaikki ovat samaa mieltä", "kyllähän"),
        r"\b(?:mahtav|loistav|mielettöm|fantasti|erinomai|uskomattom|hirve|kauhe|kamal|surke)\w*",
        r"\bupe(?:a|i)\w*|\bhuippu(?:hyv|tiimi|porukk|osaaj|johta)\w*",
    ),
)
