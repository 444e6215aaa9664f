"""The letters in English.

MUST: a sentence of law here is one that the cited section says, in plain words, and no more.
"""

from datetime import date, datetime
from typing import Final

from comity.act.letters.words import (
    HELD_ON_DETAINER,
    INTERVIEW_CONSENT,
    RELEASE_NOTICE,
    REQUEST_AND_INTENTION,
    Words,
)

_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_TITLES: Final = {
    REQUEST_AND_INTENTION: "A federal immigration request about you",
    RELEASE_NOTICE: "We told a federal immigration agency when you will be released",
    INTERVIEW_CONSENT: "Do you want to speak with immigration officers? You decide",
    HELD_ON_DETAINER: "Why you are being held",
}

_TO: Final = """
<p>$written</p>
<p>To: $person</p>
"""

_CITE: Final = """
<p class="cite">We give you this letter under $cite.</p>
"""

_BODIES: Final = {
    REQUEST_AND_INTENTION: _TO
    + """
<p>On $received we received a request about you from $requester ($form).
A copy of the request is attached to this letter.</p>
<p>This is what the request asks of us, and what we intend to do:</p>
$intentions
<p>If you have questions about this letter, contact us: $contact.</p>
"""
    + _CITE,
    RELEASE_NOTICE: _TO
    + """
<p>We told $requester that you are being released, or will be released, on this date:</p>
<p><strong>$release</strong></p>
<p>This letter gives you the same notice. A copy of the notice that we gave is attached.</p>
<p>We also give this notice to your attorney, or to one other person whom you choose.
Tell us whom: $contact.</p>
"""
    + _CITE,
    INTERVIEW_CONSENT: _TO
    + """
<p>$requester asks to interview you while you are in our custody.
The purpose of the interview is to ask you about civil immigration violations.</p>
<ul>
<li>The interview is voluntary.</li>
<li>You may decline to be interviewed.</li>
<li>You may choose to be interviewed only with your attorney present.</li>
</ul>
<p>Without your written consent there is no interview. Mark one:</p>
<ul class="choices">
<li><span class="box" aria-hidden="true"></span>I do not want to be interviewed.</li>
<li><span class="box" aria-hidden="true"></span>I agree to be interviewed, but only with my
attorney present.</li>
<li><span class="box" aria-hidden="true"></span>I agree to be interviewed without an
attorney.</li>
</ul>
<p class="sign">Signature</p>
<p class="sign">Date</p>
<p>A copy of this form is for you to keep.</p>
"""
    + _CITE,
    HELD_ON_DETAINER: _TO
    + """
<p>You are being held because of an immigration detainer request ($form)
that U.S. Immigration and Customs Enforcement (ICE) issued.
We received it on $received.</p>
<p>If you have questions about this letter, contact us: $contact.</p>
"""
    + _CITE,
}

_ASKS: Final = {
    "hold": "To hold you after the time when you would otherwise be released.",
    "notify_release": "To tell the agency when you will be released.",
    "transfer": "To hand you over to the agency.",
}

_ANSWERS: Final = {
    True: "We intend to do this.",
    False: "We do not intend to do this.",
    None: "We have not decided yet. We will tell you in writing.",
}


def day(value: date) -> str:
    """A day as it is written in the United States: June 1, 2017."""
    return f"{_MONTHS[value.month - 1]} {value.day}, {value.year}"


def instant(value: datetime) -> str:
    """A day and the time on the clock that the instant has: June 1, 2017, 4:05 p.m."""
    half = "a.m." if value.hour < 12 else "p.m."
    return f"{day(value)}, {(value.hour + 11) % 12 + 1}:{value.minute:02d} {half}"


WORDS: Final = Words(_TITLES, _BODIES, _ASKS, _ANSWERS, day, instant)
"""English."""
