"""Calendars, and the demo's letters."""

from django.urls import path

from notifications import demo_mailbox, views

urlpatterns = [
    path("kalender/publik.ics", views.public_feed, name="public_feed"),
    path("kalender/<str:token>.ics", views.secret_feed, name="secret_feed"),
    path("k/<str:token>/undangan.ics", views.download, name="visit_invitation"),
    path("demo/surat/", demo_mailbox.letters, name="demo_letters"),
    path("demo/surat/<str:name>/", demo_mailbox.letter, name="demo_letter"),
    path("demo/surat/<str:name>/<str:part>", demo_mailbox.file, name="demo_letter_file"),
]
