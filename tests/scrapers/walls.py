"""Sixty answers that are no page of a source: challenges, consent, maintenance, errors, rubbish.

All are our own, small, with the signs of the real ones. Many are whole English pages with a footer,
since a wall that looks unfinished is refused for that alone.
"""

from __future__ import annotations

import gzip
import json
import zlib

CONSILIUM = "https://www.consilium.europa.eu/en/press/press-releases/2098/11/06/returns/"
PARLIAMENT = "https://www.europarl.europa.eu/news/en/press-room/20981030IPR12345/returns"


def html(title: str, body: str, head: str = "", lang: str = "en") -> bytes:
    """A whole page with a heading, a footer and whatever else it is given."""
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><header></header><main><h1>{title}</h1>{body}</main><footer></footer></body>"
        "</html>"
    ).encode()


def script(source: str) -> str:
    return f"<script>{source}</script>"


def linked(address: str) -> str:
    """What a page's head says of its address: some walls keep it."""
    return f'<link rel="canonical" href="{address}"><meta property="og:url" content="{address}">'


NOT_A_ROBOT = "In order to continue, we need to verify that you're not a robot."
LOOKS_LIKE_PARLIAMENT = (
    '<article role="main"><h1 class="ep_title">Example</h1><time datetime="2098-11-06">x</time>'
    '<div class="ep-a_text"><p>Text.</p></div></article>'
)

CHALLENGES = {
    "aws-integration": html("", "", script("AwsWafIntegration.saveReferrer();")),
    "aws-cookie-domains": html("", "", script("window.awsWafCookieDomainList = [];")),
    "aws-source": html("", "", '<script src="/AwsWafIntegration.js"></script>'),
    "aws-container": html("", '<div id="challenge-container"></div>'),
    "aws-no-script": html("", f"<noscript>{NOT_A_ROBOT}</noscript>"),
    "aws-captcha": html("Human Verification", '<div id="captcha-container"></div>'),
    "cloudflare-moment": html("Just a moment...", "Enable JavaScript and cookies to continue"),
    "cloudflare-attention": html(
        "Attention Required! | Cloudflare", "Sorry, you have been blocked"
    ),
    "cloudflare-checking": html(
        "www.consilium.europa.eu", "Checking your browser before accessing"
    ),
    "cloudflare-turnstile": html("Security check", '<div class="cf-turnstile"></div>'),
    "cloudflare-1020": html("Access denied | Cloudflare", "Error code 1020"),
    "consilium": html("Browser check - Consilium", "We are checking your browser"),
    "consilium-with-address": html("Browser check - Consilium", "", linked(CONSILIUM)),
    "consilium-french": html("Vérification du navigateur - Consilium", "", lang="fr"),
    "parliament-202": html("", "", script("AwsWafIntegration.getToken()") + linked(PARLIAMENT)),
    "incapsula": html("", '<iframe src="/_Incapsula_Resource?SWUDNSAI=31"></iframe>'),
    "akamai": html(
        "Access Denied", "You don't have permission to access this server. Reference #18"
    ),
    "datadome": html("europa.eu", script("var dd={'rt':'c','host':'geo.captcha-delivery.com'}")),
    "recaptcha": html("Are you a robot?", '<div class="g-recaptcha"></div>'),
    "denied": html("Request denied", "Your request has been denied."),
}
CONSENT = {
    "cookies": html("Cookies", "<p>We use cookies.</p><button>Accept all cookies</button>"),
    "cookies-with-address": html("Cookies", "<p>We use cookies.</p>", linked(CONSILIUM)),
    "cookies-of-parliament": html("Cookie policy | European Parliament", "", linked(PARLIAMENT)),
    "cookies-of-eurlex": html("Cookies - EUR-Lex", '<div id="cookie-consent-banner"></div>'),
    "terms": html("Terms of use", "<form><button>I agree</button></form>"),
    "eu-login": html("EU Login", '<form action="/cas/login"><input name="username"></form>'),
    "eurlex-sign-in": html("Sign in - EUR-Lex", '<form><input type="password"></form>'),
    "captive-portal": html("Welcome to the guest network", "<form>Accept and connect</form>"),
    "proxy": html("Authentication required", "This proxy needs a name and a password."),
    "survey": html("Your opinion counts", "<form>Take our survey</form>", linked(CONSILIUM)),
}
MAINTENANCE = {
    "consilium": html("Maintenance - Consilium", "The website is under maintenance."),
    "consilium-with-address": html("Press releases - Consilium", "Back soon.", linked(CONSILIUM)),
    "parliament": html("Site under maintenance | European Parliament", "", linked(PARLIAMENT)),
    "eurlex": html("EUR-Lex", "<p>EUR-Lex is temporarily unavailable.</p>"),
    "plain": b"Service Unavailable",
    "varnish": html("503 Backend fetch failed", "Guru Meditation: XID: 1"),
    "nginx-502": b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>\r\n",
    "gateway-504": html("504 Gateway Time-out", "nginx"),
    "server-error": html("Runtime Error", "Server Error in '/' Application."),
    "too-many": html("429 Too Many Requests", "Retry later."),
}
NOT_FOUND = {
    "consilium": html("Page not found - Consilium", "The page does not exist."),
    "parliament": html("404 - Page not found | European Parliament", ""),
    "eurlex": html("Page Not Found - EUR-Lex", '<div id="errorDocumentView"></div>'),
    "eurlex-error": html("EUR-Lex", '<div id="errorDocumentView">The document is not there.</div>'),
    "gone": html("410 Gone", ""),
    "search": html("Search results - EUR-Lex", '<div class="SearchResult">No results found.</div>'),
}
RUBBISH = {
    "empty": b"",
    "blanks": b" \r\n\t" * 100,
    "zeros": b"\0" * 4000,
    "gzip": gzip.compress(html("Returns", "<p>x</p>"), mtime=0),
    "deflate": zlib.compress(html("Returns", "<p>x</p>")),
    "json-error": json.dumps({"status": 500, "error": "Internal Server Error"}).encode(),
    "json-empty": b'{"data": [], "meta": {"total": 0}}',
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\n%%EOF",
    "xml-error": b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    "feed-without-items": b'<rss version="2.0"><channel><title>x</title></channel></rss>',
    "atom-of-others": b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>y</title></entry></feed>',
    "rdf-without-file": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"></rdf:RDF>',
    "another-site": html(
        "Example Domain",
        LOOKS_LIKE_PARLIAMENT,
        linked(PARLIAMENT.replace("www.europarl.europa.eu", "example.org")),
    ),
    "utf-16": html("Press releases and statements", "").decode().encode("utf-16"),
}
WALLS = {
    f"{group}-{name}": page
    for group, pages in {
        "challenge": CHALLENGES,
        "consent": CONSENT,
        "maintenance": MAINTENANCE,
        "not-found": NOT_FOUND,
        "rubbish": RUBBISH,
    }.items()
    for name, page in pages.items()
}
