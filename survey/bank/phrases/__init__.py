"""Words by which a question gives itself away: one module a language the lint reads."""

from survey.bank.phrases.english import ENGLISH
from survey.bank.phrases.finnish import FINNISH
from survey.bank.phrases.patterns import Phrases
from survey.bank.phrases.swedish import SWEDISH

PHRASES = {"en": ENGLISH, "fi": FINNISH, "sv": SWEDISH}
"""By language; a text in any other is only measured."""

__all__ = ["PHRASES", "Phrases"]
