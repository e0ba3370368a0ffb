# SPDX-License-Identifier: LGPL-3.0-or-later
"""A small OpenID Connect issuer, run as a process: people log in without a password, all else is real.

Discovery, keys, authorization code with PKCE (S256 only), tokens signed by RSA. What a test posts to
`/faults` changes the next tokens, `/rotate` the key, and `/asked` counts who asked for what.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import secrets
import sys
import time
from collections import Counter
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, jsonify, redirect, request
from waitress import create_server
from werkzeug.wrappers import Response as AnyResponse

CLIENT = "ssx-desk"
GROUPS = {"ada": ["/staff"], "bob": []}

app = Flask(__name__)
asked: Counter[str] = Counter()
codes: dict[str, dict[str, str]] = {}
faults: dict[str, Any] = {}
numbers = itertools.count(1)
keys: dict[str, Any] = {}


def url() -> str:
    """Who we say that we are."""
    return request.host_url.rstrip("/")


def new_key() -> None:
    """Sign with another key from now on; the old one is no longer shown."""
    keys.clear()
    keys[f"key{next(numbers)}"] = rsa.generate_private_key(65537, 2048)


@app.before_request
def count() -> None:
    """Remember what was asked for."""
    asked[request.path] += 1


@app.get("/.well-known/openid-configuration")
def discovery() -> Response:
    """Where everything is."""
    places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
    return jsonify({"issuer": url()} | {name: f"{url()}/{path}" for name, path in places.items()})


@app.get("/keys")
def public_keys() -> Response:
    """The public half of the key, among others that are of no use."""
    shown = [
        {**jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": name, "use": "sig"}
        for name, key in keys.items()
    ]
    if faults.get("kid") == "":
        shown = [{name: value for name, value in key.items() if name != "kid"} for key in shown]
    return jsonify({"keys": [{"kid": "odd", "kty": "unheard of"}, "no object", *shown]})


@app.get("/authorize")
def authorize() -> AnyResponse:
    """Log in: the page of a real issuer asks for name and password, here the name is enough."""
    given = request.args
    assert given["response_type"] == "code"
    assert given["client_id"] == CLIENT
    assert given["code_challenge_method"] == "S256"
    assert "openid" in given["scope"].split()
    if "name" not in given:
        fields = "".join(f'<input type="hidden" name="{n}" value="{v}">' for n, v in given.items())
        return Response(f'<form>{fields}<input name="name"><button>Log in</button></form>')
    if given["name"] == "nobody":
        return redirect(f"{given['redirect_uri']}?error=access_denied&state={given['state']}")
    code = secrets.token_urlsafe(16)
    codes[code] = given.to_dict()
    return redirect(f"{given['redirect_uri']}?code={code}&state={given['state']}")


@app.post("/token")
def token() -> tuple[Response, int]:
    """A code for an identity token, once, for who knows the verifier."""
    begun = codes.pop(request.form["code"], None)
    digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    if (
        begun is None
        or begun["code_challenge"] != challenge
        or begun["redirect_uri"] != request.form["redirect_uri"]
        or request.form["client_id"] != CLIENT
    ):
        return jsonify({"error": "invalid_grant"}), 400
    return jsonify({"token_type": "Bearer", "id_token": signed(begun["name"], begun["nonce"])}), 200


def signed(name: str, nonce: str) -> str:
    """An identity token, with the faults that a test asked for."""
    now = int(time.time())
    claims = {"iss": url(), "aud": CLIENT, "sub": f"id of {name}", "iat": now, "exp": now + 60}
    claims |= {"nonce": nonce, "preferred_username": name, "groups": GROUPS.get(name, [])}
    kid, key = next(iter(keys.items()))
    algorithm, kid = faults.get("alg", "RS256"), faults.get("kid", kid)
    if "key" in faults:
        key = rsa.generate_private_key(65537, 2048)
    if algorithm == "none":
        key = None
    if algorithm == "HS256":
        key = "the issuer's public key, as somebody could think of"
    changed = {n: v for n, v in (claims | faults.get("claims", {})).items() if v is not None}
    return jwt.encode(changed, key, algorithm=algorithm, headers={"kid": kid})


@app.post("/direct")
def direct() -> Response:
    """A token without a browser, for clients that have one from elsewhere."""
    return jsonify({"token": signed(request.get_json()["name"], "none of ours")})


@app.post("/faults")
def misbehave() -> Response:
    """What is wrong with tokens from now on."""
    faults.clear()
    faults.update(request.get_json())
    return jsonify({})


@app.post("/rotate")
def rotate() -> Response:
    """Another key."""
    new_key()
    return jsonify({})


@app.get("/asked")
def told() -> Response:
    """How often each path was asked for."""
    return jsonify(asked)


if __name__ == "__main__":
    new_key()
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    sys.stdout.write(f"issuer at http://127.0.0.1:{server.effective_port}\n")
    sys.stdout.flush()
    server.run()
