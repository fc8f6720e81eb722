"""A passkey, in Chromium with a key of its own: set up, then used in both ways."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.stack import Stack
from tests.journeys.test_under_the_policy import browser, watched

__all__ = ["browser"]
pytestmark = [pytest.mark.journey, pytest.mark.timeout(600)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_signs_in_alone_and_as_second_factor(stack: Stack, browser: Browser):
    address = f"http://localhost:{stack.web}"
    stack.inside("hire", name="pia")
    with watched(browser, address, "pia") as (page, complaints):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        page.goto(f"{address}/admin/account/second-factor/keys/add/")
        page.fill("#id_name", "This computer")
        page.check("#id_passwordless")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(re.compile("/recovery-codes/$"))

        sign_out(page, address)
        page.click("#passkey_login")
        page.wait_for_url(f"{address}/admin/")

        sign_out(page, address)
        page.fill("#id_username", "pia")
        page.fill("#id_password", "masthead")
        page.click("button[type=submit]")
        page.click("#mfa_webauthn_authenticate")
        page.wait_for_url(f"{address}/admin/")

    assert complaints == []


def sign_out(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/logout/")
    page.locator("main").get_by_role("button", name="Sign Out").click()
    page.wait_for_url(re.compile("/admin/login/"))
