"""Addresses of the settings that staff change themselves (under /petugas/pengaturan/)."""

from django.urls import path

from visits.pages.desk import logbook
from visits.pages.desk.rundown import templates as rundowns
from visits.pages.desk.settings import (
    capacity,
    closures,
    index,
    keys,
    lists,
    people,
    profile,
    rooms,
    rules,
    safety,
    sessions,
)
from visits.pages.desk.settings.journey import pictures
from visits.pages.desk.settings.journey import words as journey
from visits.pages.desk.settings.papers import index as papers
from visits.pages.desk.settings.papers import (
    kinds,
    numbers,
    samples,
    signatories,
    stationery,
    words,
)

index.register(logbook.ENTRY)
index.register(rundowns.ENTRY)
index.register(journey.ENTRY)

urlpatterns = [
    path("catatan/", logbook.settings_log, name="settings-log"),
    path("", index.index, name="settings"),
    path("kuota/", capacity.capacity, name="settings-capacity"),
    path("kuota/baru/", capacity.rule, name="settings-capacity-new"),
    path("kuota/minggu/", capacity.week, name="settings-week"),
    path("kuota/<int:pk>/", capacity.rule, name="settings-capacity-edit"),
    path("kuota/<int:pk>/hapus/", capacity.remove_rule, name="settings-capacity-remove"),
    path("sesi/", sessions.sessions, name="settings-sessions"),
    path("sesi/baru/", sessions.timetable, name="settings-sessions-new"),
    path("sesi/<int:pk>/", sessions.timetable, name="settings-sessions-edit"),
    path("sesi/<int:pk>/hapus/", sessions.remove_timetable, name="settings-sessions-remove"),
    path("ruang/", rooms.rooms, name="settings-rooms"),
    path("ruang/baru/", rooms.room, name="settings-room-new"),
    path("ruang/<int:pk>/", rooms.room, name="settings-room"),
    path("hari-tutup/", closures.closures, name="settings-closures"),
    path("hari-tutup/baru/", closures.closure, name="settings-closures-new"),
    path("hari-tutup/libur/", closures.holidays, name="settings-holidays"),
    path(
        "hari-tutup/libur/<int:year>/pasti/",
        closures.confirm_holidays,
        name="settings-holidays-confirm",
    ),
    path("hari-tutup/<int:pk>/", closures.closure, name="settings-closures-edit"),
    path("hari-tutup/<int:pk>/hapus/", closures.remove_closure, name="settings-closures-remove"),
    path("aturan/", rules.rules, name="settings-rules"),
    path("profil/", profile.profile, name="settings-profile"),
    path("perjalanan/", journey.words, name="settings-journey"),
    path("perjalanan/gambar/", pictures.picture, name="settings-journey-picture"),
    path(
        "perjalanan/gambar/<int:pk>/hapus/",
        pictures.remove_picture,
        name="settings-journey-picture-remove",
    ),
    path("instansi/", lists.agencies, name="settings-agencies"),
    path("instansi/baru/", lists.agency, name="settings-agency-new"),
    path("instansi/<int:pk>/", lists.agency, name="settings-agency"),
    path("topik/", lists.topics, name="settings-topics"),
    path("topik/baru/", lists.topic, name="settings-topic-new"),
    path("topik/<int:pk>/", lists.topic, name="settings-topic"),
    path("petugas/", lists.officers, name="settings-officers"),
    path("petugas/baru/", lists.officer, name="settings-officer-new"),
    path("petugas/<int:pk>/", lists.officer, name="settings-officer"),
    path("susunan-acara/", rundowns.templates, name="settings-rundowns"),
    path("susunan-acara/baru/", rundowns.template, name="settings-rundown-new"),
    path("susunan-acara/<int:pk>/", rundowns.template, name="settings-rundown"),
    path(
        "susunan-acara/<int:pk>/hapus/",
        rundowns.remove_template,
        name="settings-rundown-remove",
    ),
    path("orang/", people.people, name="settings-people"),
    path("orang/baru/", people.person, name="settings-person-new"),
    path("orang/<int:pk>/", people.person, name="settings-person"),
    path("orang/<int:pk>/undang/", people.invite_again, name="settings-person-invite"),
    path("orang/<int:pk>/langkah-kedua/", safety.remove_factors, name="settings-person-factors"),
    path("orang/<int:pk>/keluarkan/", safety.end_sessions, name="settings-person-sessions"),
    path("berkas/", papers.papers, name="settings-papers"),
    path("berkas/tata/", stationery.stationery, name="settings-stationery"),
    path("berkas/penanda-tangan/baru/", signatories.signatory, name="settings-signatory-new"),
    path("berkas/penanda-tangan/<int:pk>/", signatories.signatory, name="settings-signatory"),
    path(
        "berkas/contoh/<str:kind>/<str:language>/",
        samples.sample_picture,
        name="settings-paper-sample",
    ),
    path(
        "berkas/contoh/<str:kind>/<str:language>/pdf/",
        samples.sample_pdf,
        name="settings-paper-sample-pdf",
    ),
    path("berkas/<str:kind>/", kinds.kind, name="settings-paper"),
    path("berkas/<str:kind>/nomor/", numbers.numbers, name="settings-paper-numbers"),
    path("berkas/<str:kind>/<str:language>/", words.words, name="settings-paper-words"),
    path("kunci-api/", keys.keys, name="settings-keys"),
    path("kunci-api/<int:pk>/cabut/", keys.revoke, name="settings-key-revoke"),
]
