"""The signing keys of the connector: what proves to a bot that Teams is calling, and what an attacker has."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.workspace.messages import Json

ISSUER = "https://api.botframework.com"
SECONDS = 3600

Wrong = Literal[
    "missing",
    "garbage",
    "audience",
    "issuer",
    "key",
    "expired",
    "service_url",
    "no_service_url",
    "unsigned",
]
"""What is wrong with a token: ``missing`` sends none, ``key`` signs with a key that nobody published."""


class Keys:
    """Signs what the connector sends; ``wall`` is real time, in Unix seconds."""

    def __init__(self, client_id: str, wall: Callable[[], float]) -> None:
        self._client_id = client_id
        self._wall = wall
        self._key = _new_key()
        self.kid = uuid.uuid4().hex

    def published(self) -> Json:
        """The key set that a bot fetches."""
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": self.kid, "use": "sig", "alg": "RS256", "endorsements": ["msteams"]}]}

    def authorization(self, service_url: str, wrong: Wrong | None = None) -> dict[str, str]:
        """The header of a request to the bot; with ``wrong`` one that the bot must refuse."""
        if wrong == "missing":
            return {}
        if wrong == "garbage":
            return {"Authorization": "Bearer not.a.token"}
        claims = self._claims(service_url, wrong)
        return {"Authorization": f"Bearer {self._sign(claims, wrong)}"}

    def _claims(self, service_url: str, wrong: Wrong | None) -> Json:
        now = int(self._wall())
        claims: Json = {"iss": ISSUER, "aud": self._client_id, "serviceurl": service_url}
        claims |= {"iat": now, "nbf": now, "exp": now + SECONDS}
        mistakes: Mapping[str, Json] = {
            "audience": {"aud": str(uuid.uuid4())},
            "issuer": {"iss": "https://issuer.example"},
            "expired": {"iat": now - 2 * SECONDS, "nbf": now - 2 * SECONDS, "exp": now - SECONDS},
            "service_url": {"serviceurl": "https://connector.example/"},
        }
        if wrong == "no_service_url":
            del claims["serviceurl"]
        return claims | mistakes.get(wrong or "", {})

    def _sign(self, claims: Json, wrong: Wrong | None) -> str:
        headers: dict[str, Any] = {"kid": self.kid}
        if wrong == "unsigned":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        key = _new_key() if wrong == "key" else self._key
        return jwt.encode(claims, key, algorithm="RS256", headers=headers)


def is_token(header: str) -> bool:
    """Whether a bot came with a bearer token that can at least be read; who signed it is not asked."""
    scheme, _, value = header.partition(" ")
    if scheme != "Bearer":
        return False
    try:
        jwt.decode(value, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return False
    return True


def bot_token(scope: str | list[str], tenant: str | None = None) -> str:
    """What a bot can call the connector with; fits the SDK's ``token=``."""
    return jwt.encode({"aud": scope, "tid": tenant}, "a secret that no other party needs to know", "HS256")


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)
