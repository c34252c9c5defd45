#!/usr/bin/env python3
"""Uses the pages as a person does, in Chromium, and looks whether everybody can use them.

    browser.py PLACE INVITATION ZONE-FILE [FOLDER]

PLACE is as in http://127.0.0.1:8053, of a service that is new. Signs in with the invitation, claims a host, makes a
token, updates the host with the line that the page shows, and sees the change on the page and in the zone file. Runs
axe-core on each page in both colour schemes. Writes screenshots of each page into FOLDER, if one is named. Prints one
line for each fault, and ends with 1 where there was one.
"""

import pathlib
import re
import shlex
import subprocess
import sys
import time

import axe_playwright_python
from playwright.sync_api import sync_playwright

place, invitation, zone_file = sys.argv[1:4]
shots = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
axe = pathlib.Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
# A page that does not come is a fault; a slow machine is none.
PATIENCE = 120
faults = []


def fault(text):
    faults.append(text)
    print(text)


def check(condition, text):
    if not condition:
        fault(text)


def look(page, name):
    """Runs axe-core in both schemes, and takes pictures."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        # Not by an element, which the policy of the pages forbids.
        page.evaluate(axe)
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        for violation in result["violations"]:
            for node in violation["nodes"]:
                fault(f"{name} ({scheme}): {violation['id']}: {violation['help']}: {node['html'][:200]}")
        wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        check(not wide, f"{name}: it is wider than the window")
        if shots:
            for width, height in ((1280, 800), (390, 844)):
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=shots / f"{name}-{scheme}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    check(not wide, f"{name}: it is wider than a telephone")
    page.set_viewport_size({"width": 1280, "height": 800})


def send(page, button):
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()


def visit(page, path, name):
    page.goto(place + path)
    look(page, name)


def wait_for(what, seconds=PATIENCE):
    """Asks again until it is so."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def sign_in(page):
    visit(page, "/", "first")
    visit(page, "/status", "status")
    visit(page, "/sign-in", "sign-in")
    page.get_by_label("Invitation").fill("not-one")
    page.get_by_label("Your name here").fill("Ana")
    send(page, "Make my account")
    check("was used, or is too old" in page.inner_text("main"), "a wrong invitation is not refused")
    look(page, "refusal")
    page.goto(place + "/sign-in")
    page.get_by_label("Invitation").fill(invitation)
    page.get_by_label("Your name here").fill("Ana <b>&\"'")
    send(page, "Make my account")
    look(page, "codes")
    check("Welcome, Ana <b>&\"'." in page.inner_text("main"), "the name is not shown as it was written")
    codes = page.locator(".secrets code").all_inner_texts()
    account = page.locator("dd code").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    return account, codes


def use_host(page):
    look(page, "hosts-none")
    page.get_by_label("Name", exact=True).fill("büro")
    send(page, "Claim it")
    page.goto(place + "/hosts")
    page.get_by_label("Name", exact=True).fill("www.")
    send(page, "Claim it")
    page.goto(place + "/hosts")
    page.get_by_label("Name", exact=True).fill("camera")
    send(page, "Claim it")
    check(page.inner_text("h1") == "camera.dyn.example.com", "the host has no page")
    look(page, "host-new")
    page.get_by_label("What it is for").fill("cron <i>")
    send(page, "Make a token")
    look(page, "token")
    line = page.locator("#curl").inner_text()
    # The address that the machine has is its own here, so another one is said.
    command = [part + "&myip=203.0.113.77" if part.startswith("http") else part for part in shlex.split(line)]
    answer = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    check(answer.stdout == "good 203.0.113.77\n", f"the line answered {answer.stdout!r} {answer.stderr!r}")

    def is_there():
        page.goto(place + "/hosts/camera.dyn.example.com")
        text = page.inner_text("main")
        return "203.0.113.77" in text and "INSYNC" in text

    check(wait_for(is_there), "the page does not show the address in DNS")
    check("curl/" in page.inner_text("main"), "the page does not say which client it was")
    zone = pathlib.Path(zone_file)
    check(wait_for(lambda: "203.0.113.77" in zone.read_text()), "the zone file has no such address")
    page.get_by_label("Type").select_option("TXT")
    page.get_by_label("Value").fill("<script>alert(1)</script>")
    send(page, "Add")
    look(page, "host")
    check("<script>alert(1)</script>" in page.inner_text("ul.rows >> nth=0"), "the text is not shown as it was written")
    page.get_by_label("Value").fill("192.0.2.256")
    page.get_by_label("Type").select_option("A")
    send(page, "Add")
    check(page.inner_text("h1") == "Not stored", "an address that is none is not refused")
    for path, name in (
        ("/hosts", "hosts"), ("/hosts/camera.dyn.example.com/update", "instructions"),
        ("/hosts/camera.dyn.example.com/history", "history-of-host"), ("/history", "history"),
        ("/hosts/camera.dyn.example.com/delete", "confirm"), ("/account", "account"),
        ("/admin", "administration"), ("/admin/accounts", "accounts"), ("/nothing", "nothing"),
    ):
        visit(page, path, name)


def administer(page):
    page.goto(place + "/admin/find?what=home.dyn.example.com")
    look(page, "one-account")
    page.get_by_label("Why it is blocked").nth(1).fill("phishing <u>")
    send(page, "Block home.dyn.example.com")
    check("Blocked; it has no records" in page.inner_text("main"), "the host is not blocked")
    send(page, "Unblock home.dyn.example.com")
    check("Blocked; it has no records" not in page.inner_text("main"), "the host is still blocked")


def report(page):
    visit(page, "/report?host=camera.dyn.example.com", "report")
    page.get_by_label("What is wrong").fill("It says <b>I am your bank</b>")
    page.get_by_label("Where we can ask you").fill("eve@example.net")
    send(page, "Send the report")
    look(page, "said")
    visit(page, "/admin/reports", "reports")
    check("It says <b>I am your bank</b>" in page.inner_text("main"), "the report is not shown as it was written")
    page.get_by_label("What was done").fill("blocked")
    send(page, "Close report 1")
    check("No report is open." in page.inner_text("main"), "the report is not closed")


def leave(page, account, codes):
    page.goto(place + "/hosts")
    page.get_by_role("button", name=re.compile("^Sign out")).first.click()
    check("You are signed out" in page.inner_text("main"), "nobody says that one is signed out")
    page.goto(place + "/hosts")
    check(page.inner_text("h1") == "Not signed in", "the session has not ended")
    for number in (1, 2):
        page.goto(place + "/sign-in")
        page.get_by_label("Account").fill(account)
        page.get_by_label("Recovery code").fill(codes[0].upper())
        send(page, "Sign in")
        expected = "My hosts" if number == 1 else "Not signed in"
        check(page.inner_text("h1") == expected, f"recovery code, time {number}: {page.inner_text('h1')}")
        if number == 1:
            page.get_by_role("button", name=re.compile("^Sign out")).first.click()


def main():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and "404" not in message.text
                and not re.search(r"status of 4\d\d", message.text) and fault(f"console: {message.text}"))
        page.on("request", lambda request: check(
            request.url.startswith(place + "/"), f"something of another place is asked for: {request.url}"))
        account, codes = sign_in(page)
        use_host(page)
        administer(page)
        report(page)
        leave(page, account, codes)
        browser.close()
    if not faults:
        print("ok")
    return 1 if faults else 0


sys.exit(main())
