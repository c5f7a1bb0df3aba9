"""The quick way of reading a tap says what Bolt's own way says, or leaves the reading to Bolt."""

import json
import re
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_bolt.request.internals import parse_body

from app.quick_read import bolt_request, payload

FORM = "application/x-www-form-urlencoded"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
PAYLOADS = st.dictionaries(st.text(), VALUES, max_size=6)


def lower_hex(text: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda escape: escape[0].lower(), text)


ENCODERS = {
    "urlencode": lambda text: urlencode({"payload": text}),
    "quote": lambda text: "payload=" + quote(text),
    "quote everything": lambda text: "payload=" + quote(text, safe=""),
    "quote_plus": lambda text: "payload=" + quote_plus(text),
    "lower hex": lambda text: lower_hex("payload=" + quote_plus(text)),
    "everything escaped": lambda text: "payload=" + "".join(f"%{byte:02X}" for byte in text.encode()),
    "literal =": lambda text: "payload=" + quote(text, safe="="),
}


def encodable(value: Any) -> str:
    """JSON as clients write it; a lone half of a character pair stays escaped."""
    text = json.dumps(value, ensure_ascii=False)
    return text if text.isascii() or max(text) < "\ud800" else json.dumps(value)


@pytest.mark.parametrize("encode", ENCODERS.values(), ids=list(ENCODERS))
@given(value=PAYLOADS)
def test_a_payload_reads_as_bolt_reads_it_however_it_is_encoded(encode: Any, value: dict[str, Any]) -> None:
    body = encode(encodable(value))

    read = payload(body.encode())

    expected = parse_body(body, FORM)
    assert expected == value
    assert read == expected or (read is None and "=" in body.removeprefix("payload="))


@given(value=PAYLOADS)
def test_what_clients_send_is_read_the_quick_way(value: dict[str, Any]) -> None:
    assert payload(urlencode({"payload": json.dumps(value)}).encode()) == value


@given(text=st.text(alphabet='%+=&{}[]":,0123456789abcdefABCDEF \n\rü', max_size=60))
def test_nothing_odd_is_read_otherwise_than_by_bolt(text: str) -> None:
    body = f"payload={text}"

    read = payload(body.encode())

    assert read is None or read == parse_body(body, FORM)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload=",
        b"payload=%",
        b"payload=%7",
        b"payload=%7B%7D%zz",
        b"payload=%7B%7D&x=1",
        b"payload=%7B%22a%22:%22=%22%7D",
        b"payload=%5B%5D",
        b"payload=%7B%22a%22%3A%22%E4%22%7D",
        b"command=%2Fpulse&text=help",
        b'{"type": "event_callback"}',
        b"\xff",
    ],
)
def test_every_other_shape_is_left_to_bolt(body: bytes) -> None:
    assert payload(body) is None


def scope(kind: str) -> dict[str, Any]:
    headers = [(b"content-type", kind.encode()), (b"x-slack-request-timestamp", b"17")]
    return {"type": "http", "query_string": b"", "headers": headers}


def test_the_text_stays_as_it_came_so_that_its_signature_can_be_checked() -> None:
    body = b"payload=%7B%22type%22%3a%22block_actions%22%7D"

    request = bolt_request(scope(FORM), body)

    assert request.body == {"type": "block_actions"}
    assert request.raw_body == body.decode()
    assert request.mode == "http"
    assert request.headers["x-slack-request-timestamp"] == ["17"]


def test_a_form_that_calls_itself_json_is_as_malformed_as_bolt_finds_it() -> None:
    with pytest.raises(json.JSONDecodeError):
        bolt_request(scope("application/json"), b"payload=%7B%7D")
