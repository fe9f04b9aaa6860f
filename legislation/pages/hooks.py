"""What other programs send us: mails that came back, signed by whoever knows the secret."""

from __future__ import annotations

import hmac
import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from legislation.alerts.bounces import take_mail
from legislation.domain.returned import MOST_BYTES, Unreadable

#: So far, in seconds, the sender's clock may be from ours; what is older was copied.
CLOCKS_APART = 300


@csrf_exempt
@require_POST
@never_cache
def bounces(request: HttpRequest) -> HttpResponse:
    """A returned mail, as it came: the body is the raw message.

    `X-Timestamp` is the moment in seconds since 1970, `X-Signature` says `sha256=` and the HMAC
    (RFC 2104) of that, a full stop and the body, in hexadecimal digits.
    """
    if not settings.BOUNCE_SECRET:
        raise Http404("No program reports mails that came back to this site.")
    if _length(request) > MOST_BYTES or len(request.body) > MOST_BYTES:
        return _said(f"Too large: {MOST_BYTES} bytes are read.", 413)
    if not _is_signed(request):
        return _said("The signature is wrong or old.", 403)
    try:
        return _said(take_mail(request.body).value)
    except Unreadable as error:
        return _said(str(error), 400)


def _length(request: HttpRequest) -> int:
    """What the request says its body has: it is not read to be found too large."""
    said = request.headers.get("Content-Length", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _is_signed(request: HttpRequest) -> bool:
    moment = request.headers.get("X-Timestamp", "")
    if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
        return False
    if abs(time.time() - int(moment)) > CLOCKS_APART:
        return False
    signed = moment.encode() + b"." + request.body
    right = hmac.new(settings.BOUNCE_SECRET.encode(), signed, "sha256").hexdigest()
    given = request.headers.get("X-Signature", "")
    return hmac.compare_digest(f"sha256={right}".encode(), given.encode())


def _said(sentence: str, status: int = 200) -> HttpResponse:
    return HttpResponse(f"{sentence}\n", content_type="text/plain; charset=utf-8", status=status)
