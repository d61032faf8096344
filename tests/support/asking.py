"""What tests of asking for help send and read: the three steps, the code on the receipt, and the receipt opened with it."""

import re

ASK = "/en/help/ask/"

TOLD = {
    "request": "unpaid_wages",
    "words": "They did not pay me for two months.",
    "country": "TH",
    "place": "Mae Sot",
    "called": "Ma Hnin",
    "reply_by": "phone",
    "contact": "+66 81 234 5678",
    "when": "after eight",
    "phrase": "",
    "consent": "on",
}


def quiet(response) -> dict:
    text = response.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("stamp", "submission")}


def send(client, **told):
    """All three steps, each carrying what the one before it held."""
    told = {**TOLD, **told}
    page = client.post(ASK, {"step": "2", "request": told["request"], "words": told["words"]})
    assert page.status_code == 200 and told["words"] in page.content.decode()
    page = client.post(ASK, {**{k: told[k] for k in ("request", "words", "country", "place")}, "step": "3"})
    return client.post(ASK, {**told, **quiet(page), "step": "send"})


def code_on(response) -> str:
    found = re.search(r"(?:\d{4} ){3}\d{4}", response.content.decode())
    return found[0].replace(" ", "") if found else ""


def receipt(client, code, **more):
    return client.post("/en/receipt/", {"code": code, **more})
