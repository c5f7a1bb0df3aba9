"""How English questions give themselves away."""

from survey.bank.phrases.patterns import END, Phrases, any_of, groups, joined_by, whole

_OWNER = r"(?:my|our|your|their|his|her)"

ENGLISH = Phrases(
    both=joined_by("and(?: also)?", "&"),
    either=any_of(
        r"\band/or\b",
        r"\btoo \w+ or too \w+",
        rf"\b{_OWNER} (?:\w+ ){{1,2}}or {_OWNER}\b",
        r"\w\s+or (?:i|we|he|she|they) \w",
        rf"\b(?:is|are|was|were|am|feel|feels|felt|been) (?:\w+ )?(?P<left>\w+) or (?P<right>\w+){END}",
    ),
    joint=any_of(
        whole("together", "each other(?:'s)?", "one another(?:'s)?", "side by side", "between", "same"),
        r"\b(?:balanc|cooperat|collaborat)\w*",
    ),
    harmless=any_of(
        r"\band (?:not|never|no|others?|so on|so forth|the like|vice versa|half|a half)\b",
        rf"\band (?:(?:for|to|with|by|from|at|in) )?(?:who|whom|what|why|how|when|where){END}",
        r"\b(\w+) and \1\b",
        whole(
            "now and then",
            "back and forth",
            "up and running",
            "pros and cons",
            "ups and downs",
            "ins and outs",
        ),
        whole("give and take", "research and development", "health and safety", "trial and error"),
        whole("day and night", "each and every", "first and foremost", "loud and clear", "here and now"),
        whole("do's and don'ts", "dos and don'ts", "cause and effect", "by and large", "black and white"),
        r"\b(?:try|go|come|stop|stopped|sit down|sat down|wait|waited) and\b",
        r"\bwhether or not\b|\bmore or less\b|\bsooner or later\b|\bor (?:not|so|other|more|less|later)\b",
        r"\b(?:one|two|three) (?:and|or) (?:two|three|four)\b",
    ),
    one_thing=groups(
        "people time money means staff hands budget resource",
        "tool system software device equipment",
        "customer client user",
        "idea suggestion proposal improvement",
        "thought opinion view",
        "role responsibilit duty duties",
        "rule practice policies policy procedure guideline",
        "skill knowledge know-how competence",
        "goal objective target",
        "question answer",
        "strength weakness",
        "stopped postponed paused ended",
        "friend family",
        "colleague coworker teammate",
        "help support advice",
        "good bad",
        "right wrong",
        "old new",
        "big small",
        "problem solution",
        "rest recover",
        "laugh joke",
        "start finish end",
    ),
    leading=any_of(
        whole("surely", "obviously", "of course", "naturally", "undoubtedly", "no doubt", "needless to say"),
        r"\bas (?:we|you|everyone|everybody) (?:all )?knows?\b",
        r"\b(?:don|doesn|didn|isn|aren|wasn|weren|won|wouldn|shouldn|couldn|can|haven|hasn)'t "
        r"(?:you|we|it|they|this|that|everyone|everybody|our|your)\b",
        r"\b(?:do|would|should|are) you not\b",
        r"\b(?:you(?:'d| would)?|everyone|everybody|we all) agrees?\b",
        r", (?:right|no|yes)\?",
        whole("amazing", "wonderful", "fantastic", "excellent", "awesome", "terrific", "superb", "brilliant"),
        whole("outstanding", "incredible", "terrible", "awful", "horrible", "dreadful", "world-class"),
        r"\bgreat\b(?! (?:deal|extent|many))",
    ),
)
