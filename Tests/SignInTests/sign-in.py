"""Signs a person in at the provider of provider.py, as a browser would, and says where it is sent back.

    sign-in.py URL NAME [deny]

Prints the URL that the provider sends the browser to, which is not followed; or `status NUMBER` where it sends nobody.
"""

import html
import http.cookiejar
import re
import sys
import urllib.error
import urllib.parse
import urllib.request

start, name = sys.argv[1], sys.argv[2]
provider = urllib.parse.urlsplit(start).netloc


class Stay(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the provider alone."""

    def redirect_request(self, request, body, code, message, headers, url):
        if urllib.parse.urlsplit(url).netloc != provider:
            print(url)
            sys.exit(0)
        return super().redirect_request(request, body, code, message, headers, url)


cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies, Stay())


def open_page(url, form=None):
    body = urllib.parse.urlencode(form).encode() if form is not None else None
    try:
        with browser.open(url, body, timeout=300) as response:
            return response.geturl(), response.read().decode()
    except urllib.error.HTTPError as error:
        print("status", error.code)
        sys.exit(0)


def fields(page):
    """The form's fields that have a value."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = {key: html.unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if attributes.get("type") == "hidden":
            found[attributes["name"]] = attributes.get("value", "")
    return found


place, page = open_page(start)
place, page = open_page(place, {**fields(page), "username": name, "password": f"pw-{name}"})
answer = fields(page)
if "deny" not in sys.argv[3:]:
    answer["allow"] = "Authorize"
place, page = open_page(place, answer)
print("nothing: the provider shows", re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page))[:200])
