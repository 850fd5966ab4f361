"""Markup in every text of every table, then every page that can be reached, as each role: nowhere
is it anything but text. What people may type is judged at the doors; here no door was asked."""

import html
import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction
from django.test import Client
from pytest_django import Settings

from visits.access.tokens import visit_token
from visits.demo.seed import seed
from visits.models import Status, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MARKUP = "\"'><img src=x onerror=alert(1)>{{7*7}}"
# What a program reads again is no text of people, and would only break what it is for.
_NOT_TEXT = frozenset(
    {*("status", "kind", "code", "language", "accent", "time_zone", "rank", "state", "pattern")}
    | {*("nonce", "public_id", "reference", "last_slot", "password", "username", "uid_domain")}
    | {*("key_hash", "token_hash", "sha256", "signed_sha256", "query", "digest")}
)
_ROOMS = ("visits", "scheduling", "notifications", "auth", "keeping")
_LEFT_ALONE = ("Region", "Message", "VisitEvent", "Permission", "Group")
_SAME_KIND = re.compile(r"ST-\d{4}-\w+|\d+|[\w-]{30,}")


def poison() -> int:
    """Put it into each text that holds something; gives the number of columns."""
    columns = 0
    for model in apps.get_models():
        if model._meta.app_label not in _ROOMS or model.__name__ in _LEFT_ALONE:
            continue
        for field in model._meta.fields:
            is_text = type(field) in (models.CharField, models.TextField) and not field.choices
            if not is_text or field.unique or field.name in _NOT_TEXT:
                continue
            if field.max_length and field.max_length < len(MARKUP):
                continue
            try:
                with transaction.atomic():
                    holding = model._default_manager.exclude(**{field.name: ""})
                    columns += bool(holding.update(**{field.name: MARKUP}))
            except IntegrityError:
                continue  # two rows that may not be alike: a name of the program's own
    return columns


def walk(client: Client, *starts: str) -> tuple[int, list[str]]:
    """How many pages were reached from there, and what is wrong with any."""
    todo, seen, wrong, alike = list(starts), set[str](), list[str](), Counter[str]()
    while todo:
        path = todo.pop(0)
        kind = _SAME_KIND.sub("*", path.partition("?")[0])
        if path in seen or alike[kind] >= 2:
            continue
        seen.add(path)
        alike[kind] += 1
        answer = client.get(path)
        if answer.status_code >= 500:
            wrong.append(f"{answer.status_code} {path}")
        if "html" not in answer.get("Content-Type", "") or answer.streaming:
            continue
        text = answer.content.decode()
        if "<img src=x" in text:
            wrong.append(f"markup {path}: …{text[text.index('<img src=x') - 60 :][:80]}")
        if re.search(r"<[^>]+\son\w+=\"", text) or 'href="javascript:' in text.lower():
            wrong.append(f"script {path}")
        policy = answer.get("Content-Security-Policy", "")
        if "script-src 'self'" not in policy or "unsafe" in policy:
            wrong.append(f"policy {path}")
        for found in re.findall(r'(?:href|src|action)="([^"]+)"', text):
            link = urlsplit(urljoin(f"http://testserver{path}", html.unescape(found)))
            ours = link.netloc == "testserver" and not link.path.startswith(
                ("/static/", "/akun/logout", "/i18n/")
            )
            if ours:
                todo.append(link.path + (f"?{link.query}" if link.query else ""))
    return len(seen), wrong


def test_no_text_of_any_table_is_markup_on_any_page(settings: Settings) -> None:
    settings.THROTTLE = False
    seed(password="kata sandi yang panjang")
    assert poison() > 30
    one_each = {v.status: v for v in Visit.objects.all()}
    own = [f"/k/{visit_token(visit)}/" for visit in one_each.values()]
    reached = {"guest": walk(Client(), "/", "/jadwal/", "/cek/", "/sematan/", "/privasi/", *own)}
    for name, starts in {
        "admin": ("/petugas/", "/petugas/pengaturan/", "/admin/"),
        "protokol": ("/petugas/", "/petugas/kunjungan/"),
        "pimpinan": ("/petugas/", "/petugas/pimpinan/"),
        "narasumber": ("/petugas/tugas/",),
    }.items():
        client = Client()
        client.force_login(User.objects.get(username=name))
        reached[name] = walk(client, *starts)
    assert {who: wrong for who, (_count, wrong) in reached.items() if wrong} == {}
    assert reached["guest"][0] > 30
    assert reached["admin"][0] > 100
    assert Status.CONFIRMED in one_each
