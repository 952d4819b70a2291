"""Vera begins at work: she chooses a password, makes a passkey on her device, and comes in with it alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from support.site import Site, wooncirkel

pytestmark = pytest.mark.journey


def device(page: Any) -> str:
    """Give the browser a device that can keep passkeys and knows its owner."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return str(made["authenticatorId"])


def new_account(site: Site, address: str) -> str:
    """Make an account with the command line; return the path where its password is chosen."""
    done = wooncirkel(
        site.var,
        "account",
        "--email",
        address,
        "--called",
        "Vera",
        "--role",
        "planner",
        WOONCIRKEL_URL=site.url,
    )
    assert done.returncode == 0, done.stderr
    found = re.search(r"http://localhost:\d+(/werk/wachtwoord/\S+)", done.stdout)
    assert found, done.stdout
    return found[1]


def test_a_passkey_opens_the_door(
    site: Site, new_page: Callable[..., Any], axe: Callable[[Any], list[str]], recorder: Any
) -> None:
    recorder.allow(r"404 .*/werk/2fa/")
    page = new_page()
    device(page)
    page.goto(new_account(site, "vera@example.test"))
    assert page.title().startswith("Een wachtwoord kiezen")
    assert axe(page) == []
    page.fill("[name=password1]", "een zin om te onthouden")
    page.click("text=Bewaar")
    page.click("main >> text=Kom binnen")
    assert axe(page) == []

    page.fill("[name=login]", "Vera@Example.test")
    page.fill("[name=password]", "een zin om te onthouden")
    page.click("button:has-text('Kom binnen')")
    expect(page).to_have_url(re.compile(r"/werk/2fa/$"))  # a password alone opens nothing
    assert axe(page) == []
    page.goto("/mijn/")
    expect(page).to_have_url(re.compile(r"/werk/2fa/$"))

    page.click("text=Een passkey")
    assert axe(page) == []
    page.fill("[name=name]", "laptop")
    page.click("text=Maak de passkey")
    page.wait_for_url("**/werk/2fa/codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    assert axe(page) == []
    page.click("text=Ik heb ze")
    assert "/werk/" not in page.url

    page.click("button:has-text('Uitloggen')")
    expect(page).to_have_url(re.compile(r"/tot-ziens/$"))
    page.go_back()
    page.wait_for_load_state()
    expect(page.locator("button:has-text('Uitloggen')")).to_have_count(0)  # asked again, as nobody
    page.goto("/werk/2fa/")
    assert page.title().startswith("Deze pagina is er niet")

    page.goto("/werk/")
    page.click("text=Met mijn passkey")
    page.wait_for_url(lambda url: "/werk/" not in url)
    expect(page.locator("button:has-text('Uitloggen')")).to_be_visible()
    page.goto("/werk/2fa/passkeys/")
    expect(page.locator("text=laptop").first).to_be_visible()
    assert axe(page) == []


def test_without_a_device_the_page_says_so_kindly(
    site: Site, new_page: Callable[..., Any], recorder: Any
) -> None:
    page = new_page()
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")  # without any device
    page.goto("/werk/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no device')); }")
    page.click("text=Met mijn passkey")
    page.wait_for_selector("text=Dat lukte niet")


@pytest.mark.parametrize("width", [320, 390, 768])
def test_the_doors_fit_small_screens(
    site: Site, new_page: Callable[..., Any], axe: Callable[[Any], list[str]], width: int
) -> None:
    page = new_page(width=width, javascript=True)
    for path in (
        "/inloggen/",
        "/inloggen/plaatjes/",
        "/k/geheim/",
        "/inloggen/mail/",
        "/werk/",
        "/werk/wachtwoord/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert axe(page) == [], path
