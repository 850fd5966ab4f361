"""Addresses of the staff desk, of its settings and of signing in."""

from django.urls import include, path

from visits.pages.desk import officers, survey
from visits.pages.desk.board import board, move
from visits.pages.desk.day import day
from visits.pages.desk.frame import saved
from visits.pages.desk.inbox import inbox
from visits.pages.desk.visit import bulk, contact, slip, steps, visit
from visits.pages.desk.visits import entry, listing, waiting_list

urlpatterns = [
    path("akun/", include("visits.pages.account.urls")),
    path("petugas/", inbox.inbox, name="desk"),
    path("petugas/hari-ini/", day.day, name="desk-day"),
    path("petugas/hari-ini/lembar/", day.sheet, name="desk-day-sheet"),
    path("petugas/hari-ini/<str:reference>/<str:step>/", day.step, name="desk-day-step"),
    path("petugas/tiba/", day.find, name="desk-arrival-find"),
    path("petugas/tiba/<str:code>/", day.arrival, name="desk-arrival"),
    path("petugas/tugas/", officers.tasks, name="officer-tasks"),
    path("petugas/tugas/<str:reference>/", officers.visit, name="officer-visit"),
    path("petugas/tugas/<str:reference>/jawab/", officers.answer, name="officer-answer"),
    path(
        "petugas/tugas/<str:reference>/materi/", officers.add_material, name="officer-material-add"
    ),
    path(
        "petugas/tugas/<str:reference>/materi/<int:pk>/",
        officers.material,
        name="officer-material",
    ),
    path(
        "petugas/tugas/<str:reference>/materi/<int:pk>/hapus/",
        officers.remove_material,
        name="officer-material-remove",
    ),
    path("petugas/pengaturan/", include("visits.pages.urls_settings")),
    path("petugas/antrean/", inbox.live, name="desk-queue"),
    path("petugas/sekaligus/", bulk.bulk, name="desk-bulk"),
    path("petugas/tampilan/", saved.save, name="desk-view-save"),
    path("petugas/tampilan/<int:pk>/hapus/", saved.delete, name="desk-view-delete"),
    path("petugas/minggu/", board.week, name="desk-board"),
    path("petugas/minggu/<str:week>/", board.week, name="desk-week"),
    path("petugas/minggu/<str:week>/kuota/", board.capacity, name="desk-week-capacity"),
    path("petugas/bulan/", board.month, name="desk-month"),
    path("petugas/tahun/", board.year, name="desk-year"),
    path("petugas/tunggu/", waiting_list.waiting_page, name="desk-waiting"),
    path("petugas/tunggu/<str:reference>/", waiting_list.reorder, name="desk-reorder"),
    path("petugas/baru/", entry.entry, name="desk-entry"),
    path("petugas/survei/", survey.survey, name="desk-survey"),
    path("petugas/kunjungan/", listing.all_visits, name="desk-visits"),
    path("petugas/kunjungan/<str:reference>/", visit.visit, name="desk-visit"),
    path("petugas/kunjungan/<str:reference>/surat/", visit.letter, name="desk-letter"),
    path("petugas/kunjungan/<str:reference>/narahubung/", contact.contact, name="desk-contact"),
    path("petugas/kunjungan/<str:reference>/cetak/", slip.slip, name="desk-slip"),
    path("petugas/kunjungan/<str:reference>/pindah/", move.move, name="desk-move"),
    path("petugas/kunjungan/<str:reference>/<str:step>/", steps.step, name="desk-step"),
]
