"""Calendars, and the demo's letters."""

from django.urls import path

from notifications.feeds import views
from notifications.pages import (
    correcting,
    demo_mailbox,
    directory,
    feeds,
    my_feed,
    records,
    remedies,
    state,
    test_mail,
    visit_messages,
    wording,
)
from visits.pages.desk.settings import index

# Here, not in the AppConfig: the worker shows no pages, and need not hold them.
index.register(wording.ENTRY)
index.register(feeds.ENTRY)
index.register(records.MAILS)
index.register(records.ADDRESSES)
index.register(state.ENTRY)
index.register(directory.ENTRY)

urlpatterns = [
    path(".well-known/singgah.json", directory.well_known, name="directory"),
    path("kunjungi-juga/", directory.elsewhere, name="elsewhere"),
    path("petugas/pengaturan/kantor-lain/", directory.settings_page, name="settings-elsewhere"),
    path("kalender/publik.ics", views.public_feed, name="public_feed"),
    path("kalender/<str:token>.ics", views.secret_feed, name="secret_feed"),
    path("kalender/<path:rest>", views.unknown),
    path("k/<str:token>/undangan.ics", views.download, name="visit_invitation"),
    path("tugas/<str:token>/undangan.ics", views.officers_download, name="duty-invitation"),
    path("tugas/<str:token>/kalender/", my_feed.ask, name="duty-feed"),
    path("tugas/<str:signed>/langganan/", my_feed.mailed, name="officer-feed"),
    path("petugas/kalender-saya/", my_feed.my_feed, name="my-feed"),
    path("petugas/keadaan/", state.state, name="desk-state"),
    path("petugas/mulai/surat/", test_mail.send, name="start-mail"),
    path("petugas/surat/<int:pk>/", remedies.failed, name="desk-message"),
    path("petugas/surat/<int:pk>/lagi/", remedies.again, name="desk-message-again"),
    path("petugas/surat/<int:pk>/alamat/", correcting.address, name="desk-message-address"),
    path("petugas/kunjungan/<str:reference>/pesan/", visit_messages.of_visit, name="desk-messages"),
    path(
        "petugas/kunjungan/<str:reference>/pesan/<int:pk>/",
        visit_messages.one,
        name="desk-message-text",
    ),
    path(
        "petugas/kunjungan/<str:reference>/pesan/kirim/",
        visit_messages.send,
        name="desk-reminder-send",
    ),
    path("petugas/alamat/<int:pk>/berfungsi/", remedies.works, name="desk-address"),
    path("petugas/pengaturan/surat-keluar/", records.mails, name="settings-mails"),
    path("petugas/pengaturan/alamat/", records.addresses, name="settings-addresses"),
    path("petugas/pengaturan/kalender/", feeds.feeds_page, name="settings-feeds"),
    path("petugas/pengaturan/kalender/<int:pk>/cabut/", feeds.revoke, name="settings-feed-revoke"),
    path("petugas/pengaturan/kata/", wording.letters, name="settings-words"),
    path(
        "petugas/pengaturan/kata/<slug:name>/<slug:language>/",
        wording.letter,
        name="settings-word",
    ),
    path(
        "petugas/pengaturan/kata/<slug:name>/<slug:language>/bawaan/",
        wording.built_in,
        name="settings-word-built-in",
    ),
    path("demo/surat/", demo_mailbox.letters, name="demo_letters"),
    path("demo/surat/<str:name>/", demo_mailbox.letter, name="demo_letter"),
    path("demo/surat/<str:name>/bingkai/", demo_mailbox.framed, name="demo_letter_framed"),
    path("demo/surat/<str:name>/<str:part>", demo_mailbox.file, name="demo_letter_file"),
]
