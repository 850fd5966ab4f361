"""Addresses of the public pages (contract.md, Pages)."""

from django.urls import path

from visits.pages.ask import check, sent, sessions, views
from visits.pages.links import app as own_app
from visits.pages.links import duty, names_link, own_name, shared, survey
from visits.pages.links import sharing as own_sharing
from visits.pages.offline import app, worker
from visits.pages.own import (
    again,
    answers,
    change,
    details,
    letter,
    materials,
    move,
    page,
    participants,
    presence,
    ticket,
)
from visits.pages.own import papers as own_papers
from visits.pages.people import form
from visits.pages.public import crawlers, front, journey, logo, papers, sharing
from visits.pages.public.figures import data as figures_data
from visits.pages.public.figures import page as figures

urlpatterns = [
    path("", front.landing, name="landing"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("favicon.ico", crawlers.favicon, name="favicon"),
    path("logo/<str:name>", logo.logo, name="host-logo"),
    path("sw.js", worker.worker, name="worker"),
    path("aplikasi.webmanifest", app.for_desk, name="app-desk"),
    path("ikon-<int:size>.png", app.icon, name="app-icon"),
    path("jadwal/", front.schedule, name="schedule"),
    path("statistik/", figures.figures, name="figures"),
    path("statistik/data.json", figures_data.as_json, name="figures-json"),
    path("statistik/data.csv", figures_data.as_csv, name="figures-csv"),
    path("tautan/", front.lost_link, name="lost-link"),
    path("aksesibilitas/", front.accessibility, name="accessibility"),
    path("sematan/", sharing.embed, name="embed"),
    path("berbagi.png", sharing.link_picture, name="link-picture"),
    path("poster/", sharing.poster, name="poster"),
    path("cek/", papers.check, name="paper-check"),
    path("cek/<str:code>/", papers.check, name="paper-check-code"),
    path("ajukan/", views.delegation, name="ask-delegation"),
    path("ajukan/sesi/", sessions.sessions, name="ask-sessions"),
    path("ajukan/tujuan/", views.purpose, name="ask-purpose"),
    path("ajukan/kontak/", views.contact, name="ask-contact"),
    path("ajukan/surat/", views.letter, name="ask-letter"),
    path("ajukan/peserta/", views.participants, name="ask-participants"),
    path("ajukan/peserta.xlsx", form.template, name="participants-template"),
    path("ajukan/daerah/", views.regions, name="ask-regions"),
    path("ajukan/periksa/", check.check, name="ask-check"),
    path("ajukan/terkirim/", sent.sent, name="ask-sent"),
    path("ajukan/terkirim/lagi/", sent.again, name="ask-sent-again"),
    path("ajukan/terkirim/alamat/", sent.address, name="ask-sent-address"),
    path("tugas/<str:token>/", duty.duty, name="duty"),
    path("tugas/<str:token>/susunan-acara/", duty.rundown_paper, name="duty-rundown"),
    path("survei/<str:token>/", survey.survey, name="survey"),
    path("b/<str:token>/", shared.shared, name="shared"),
    path("i/<str:token>/", own_name.own_name, name="own-name"),
    path("perjalanan/", journey.journey, name="journey"),
    path("perjalanan/gambar/<str:name>", journey.picture, name="journey-picture"),
    path("k/<str:token>/", page.own, name="own"),
    path("k/<str:token>/aplikasi.webmanifest", own_app.manifest, name="app-own"),
    path("k/<str:token>/konfirmasi/", answers.confirm, name="own-confirm"),
    path("k/<str:token>/pilih/", answers.accept, name="own-accept"),
    path("k/<str:token>/tidak/", answers.refuse, name="own-refuse"),
    path("k/<str:token>/batal/", answers.cancel, name="own-cancel"),
    path("k/<str:token>/pindah/", move.move, name="own-move"),
    path("k/<str:token>/bagikan/", own_sharing.sharing, name="own-sharing"),
    path("k/<str:token>/ubah/", change.change, name="own-change"),
    path("k/<str:token>/foto/", change.photographs, name="own-photographs"),
    path("k/<str:token>/data/", details.details, name="own-details"),
    path("k/<str:token>/peserta/", participants.participants, name="own-participants"),
    path("k/<str:token>/peserta/tautan/", names_link.names_link, name="own-names-link"),
    path("k/<str:token>/surat/", letter.letter, name="own-letter"),
    path("k/<str:token>/surat-tugas/", letter.assignment, name="own-assignment-letter"),
    path("k/<str:token>/surat/isi/", letter.says, name="own-letter-says"),
    path("k/<str:token>/lengkap/", answers.given, name="own-given"),
    path("k/<str:token>/ulang/", again.again, name="own-again"),
    path("k/<str:token>/pesan/", page.write, name="own-write"),
    path("k/<str:token>/materi/<int:pk>/", materials.material, name="own-material"),
    path("k/<str:token>/berkas/", own_papers.bundle, name="own-papers"),
    path("k/<str:token>/berkas/<int:pk>/", own_papers.paper, name="own-paper"),
    path("k/<str:token>/tiket/", ticket.ticket, name="own-ticket"),
    path("k/<str:token>/tiket/peserta/", presence.tickets, name="own-tickets"),
    path("k/<str:token>/keberatan/", presence.contest, name="own-contest"),
    path("tiket/<str:ticket>/", presence.ticket_of_one, name="person-ticket"),
]
