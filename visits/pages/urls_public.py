"""Addresses of the public pages (contract.md, Pages)."""

from django.urls import path

from visits.pages import own, public
from visits.pages.ask import check, sessions, views

urlpatterns = [
    path("", public.landing, name="landing"),
    path("jadwal/", public.schedule, name="schedule"),
    path("tautan/", public.lost_link, name="lost-link"),
    path("privasi/", public.privacy, name="privacy"),
    path("aksesibilitas/", public.accessibility, name="accessibility"),
    path("ajukan/", views.delegation, name="ask-delegation"),
    path("ajukan/sesi/", sessions.sessions, name="ask-sessions"),
    path("ajukan/tujuan/", views.purpose, name="ask-purpose"),
    path("ajukan/kontak/", views.contact, name="ask-contact"),
    path("ajukan/surat/", views.letter, name="ask-letter"),
    path("ajukan/periksa/", check.check, name="ask-check"),
    path("ajukan/terkirim/", check.sent, name="ask-sent"),
    path("k/<str:token>/", own.own, name="own"),
    path("k/<str:token>/konfirmasi/", own.confirm, name="own-confirm"),
    path("k/<str:token>/pilih/", own.accept, name="own-accept"),
    path("k/<str:token>/batal/", own.cancel, name="own-cancel"),
]
