"""Furnishes Indico: a location with four rooms, and a person with a token. Prints what was made."""

import json

from indico.core.db import db
from indico.core.oauth.models.personal_tokens import PersonalToken
from indico.modules.rb.models.locations import Location
from indico.modules.rb.models.rooms import Room
from indico.modules.users.operations import create_user
from indico.web.flask.app import make_app


def _furnish():
    person = create_user(
        "petugas@mpp.example",
        {"first_name": "Siti", "last_name": "Rahma", "affiliation": "DPMPTSP Kabupaten Solok"},
        from_moderation=False,
    )
    db.session.flush()
    place = Location(name="Mal Pelayanan Publik")
    rooms = [
        Room(
            location=place,
            verbose_name=f"Ruang {n}",
            building="1",
            floor="1",
            number=str(n),
            owner=person,
            is_reservable=True,
        )
        for n in range(1, 5)
    ]
    db.session.add(place)
    db.session.add_all(rooms)
    token = PersonalToken(user=person, name="bench", scopes=["full:everything"])
    key = token.generate_token()
    db.session.add(token)
    db.session.commit()
    return {"key": key, "rooms": [room.id for room in rooms]}


with make_app().app_context():
    print(json.dumps(_furnish()))  # noqa: T201 - this is what it is run for
