"""The letters in Spanish, in the form of address that officials use.

MUST: the same letters as in English, sentence by sentence; a change of one is a change of both.
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
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)

_TITLES: Final = {
    REQUEST_AND_INTENTION: "Una solicitud federal de inmigración sobre usted",
    RELEASE_NOTICE: "Dimos a una agencia federal de inmigración la fecha de su salida en libertad",
    INTERVIEW_CONSENT: "¿Quiere hablar con agentes de inmigración? La decisión es suya",
    HELD_ON_DETAINER: "Por qué sigue usted bajo custodia",
}

_TO: Final = """
<p>$written</p>
<p>Para: $person</p>
"""

_CITE: Final = """
<p class="cite">Le entregamos esta carta conforme a $cite.</p>
"""

_BODIES: Final = {
    REQUEST_AND_INTENTION: _TO
    + """
<p>El $received recibimos una solicitud sobre usted de $requester ($form).
Se adjunta a esta carta una copia de la solicitud.</p>
<p>Esto es lo que se nos solicita y lo que tenemos la intención de hacer:</p>
$intentions
<p>Si tiene preguntas sobre esta carta, comuníquese con nosotros: $contact.</p>
"""
    + _CITE,
    RELEASE_NOTICE: _TO
    + """
<p>Informamos a $requester de que usted sale o saldrá en libertad en esta fecha:</p>
<p><strong>$release</strong></p>
<p>Esta carta le da a usted el mismo aviso. Se adjunta una copia del aviso que dimos.</p>
<p>También damos este aviso a su abogado o a otra persona que usted elija.
Díganos a quién: $contact.</p>
"""
    + _CITE,
    INTERVIEW_CONSENT: _TO
    + """
<p>$requester pide entrevistarle mientras usted está bajo nuestra custodia.
El propósito de la entrevista es hacerle preguntas sobre infracciones civiles de inmigración.</p>
<ul>
<li>La entrevista es voluntaria.</li>
<li>Usted puede negarse a ser entrevistado.</li>
<li>Usted puede elegir que se le entreviste solamente en presencia de su abogado.</li>
</ul>
<p>Sin su consentimiento por escrito no hay entrevista. Marque una opción:</p>
<ul class="choices">
<li><span class="box" aria-hidden="true"></span>No quiero ser entrevistado.</li>
<li><span class="box" aria-hidden="true"></span>Acepto ser entrevistado, pero solamente en
presencia de mi abogado.</li>
<li><span class="box" aria-hidden="true"></span>Acepto ser entrevistado sin la presencia de un
abogado.</li>
</ul>
<p class="sign">Firma</p>
<p class="sign">Fecha</p>
<p>Una copia de este formulario es para usted.</p>
"""
    + _CITE,
    HELD_ON_DETAINER: _TO
    + """
<p>Usted sigue bajo custodia debido a una solicitud de detención migratoria ($form)
emitida por el Servicio de Inmigración y Control de Aduanas de los Estados Unidos (ICE).
La recibimos el $received.</p>
<p>Si tiene preguntas sobre esta carta, comuníquese con nosotros: $contact.</p>
"""
    + _CITE,
}

_ASKS: Final = {
    "hold": "Mantenerle bajo custodia después del momento en que saldría en libertad.",
    "notify_release": "Informar a la agencia cuándo saldrá usted en libertad.",
    "transfer": "Entregarle a la agencia.",
}

_ANSWERS: Final = {
    True: "Tenemos la intención de hacerlo.",
    False: "No tenemos la intención de hacerlo.",
    None: "Todavía no lo hemos decidido. Se lo comunicaremos por escrito.",
}


def day(value: date) -> str:
    """A day as it is written in Spanish: 1 de junio de 2017."""
    return f"{value.day} de {_MONTHS[value.month - 1]} de {value.year}"


def instant(value: datetime) -> str:
    """A day and the time on the clock that the instant has: 1 de junio de 2017, 4:05 p. m."""
    half = "a. m." if value.hour < 12 else "p. m."
    return f"{day(value)}, {(value.hour + 11) % 12 + 1}:{value.minute:02d} {half}"


WORDS: Final = Words(_TITLES, _BODIES, _ASKS, _ANSWERS, day, instant)
"""Spanish."""
