"""Addresses of the staff desk, of its settings and of signing in."""

from django.urls import include, path

from visits.pages.desk import officers, openings, signing, survey, tasks
from visits.pages.desk.board import board, choosing, move
from visits.pages.desk.day import building, day, people, people_presses, tickets
from visits.pages.desk.frame import saved
from visits.pages.desk.inbox import inbox, incoming, undo_all
from visits.pages.desk.leader import dispositions, home
from visits.pages.desk.letters import readable, reading
from visits.pages.desk.papers import printing, register
from visits.pages.desk.past import columns, files, rows
from visits.pages.desk.reports import page as reports
from visits.pages.desk.rundown import page as rundown
from visits.pages.desk.rundown import presses
from visits.pages.desk.visit import bulk, contact, edit, participants, slip, steps, visit
from visits.pages.desk.visits import entry, listing, searching, waiting_list
from visits.pages.start import checklist, first

urlpatterns = [
    path("akun/", include("visits.pages.account.urls")),
    path("mulai/<str:token>/", first.first, name="start-first"),
    path("petugas/mulai/", checklist.checklist, name="start"),
    path("petugas/mulai/pola/", checklist.use_week, name="start-week"),
    path("petugas/mulai/buka/", checklist.open_doors, name="start-open"),
    path("petugas/mulai/tutup/", checklist.shut_doors, name="start-shut"),
    path("petugas/", inbox.inbox, name="desk"),
    path("petugas/hari-ini/", day.day, name="desk-day"),
    path("petugas/hari-ini/lembar/", day.sheet, name="desk-day-sheet"),
    path("petugas/hari-ini/<str:reference>/<str:step>/", day.step, name="desk-day-step"),
    path("petugas/gedung/", building.building, name="desk-building"),
    path("petugas/hadir/<str:reference>/", people.people, name="desk-people"),
    path(
        "petugas/hadir/<str:reference>/<str:step>/",
        people_presses.press,
        name="desk-people-step",
    ),
    path("petugas/tiba/", tickets.find, name="desk-arrival-find"),
    path(
        "petugas/tiba/<str:reference>/terima/", tickets.another_day, name="desk-arrival-another-day"
    ),
    path("petugas/tiba/<str:code>/", tickets.arrival, name="desk-arrival"),
    path("petugas/tugas/", tasks.tasks, name="officer-tasks"),
    path("petugas/tugas/jawab/", tasks.answer, name="tasks-answer"),
    path("petugas/tugas/urungkan/", tasks.undo, name="tasks-undo"),
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
    path("petugas/tanda-tangan/", signing.queue, name="desk-signing"),
    path("petugas/tanda-tangan/<int:pk>/", signing.scan, name="desk-signing-scan"),
    path("petugas/tanda-tangan/<int:pk>/berkas/", signing.file, name="desk-signing-file"),
    path("petugas/pengaturan/", include("visits.pages.urls_settings")),
    path("petugas/antrean/", inbox.live, name="desk-queue"),
    path("petugas/antrean/jumlah/", inbox.count, name="desk-count"),
    path("petugas/masuk/<str:reference>/<str:step>/", incoming.mark, name="desk-incoming"),
    path("petugas/pimpinan/", home.home, name="desk-leader"),
    path("petugas/disposisi/<int:pk>/<str:step>/", dispositions.mark, name="desk-disposition"),
    path("petugas/urungkan/", undo_all.undo_all, name="desk-undo-all"),
    path("petugas/sekaligus/", bulk.bulk, name="desk-bulk"),
    path("petugas/tampilan/", saved.save, name="desk-view-save"),
    path("petugas/tampilan/<int:pk>/hapus/", saved.delete, name="desk-view-delete"),
    path("petugas/minggu/", board.week, name="desk-board"),
    path("petugas/minggu/<str:week>/", board.week, name="desk-week"),
    path("petugas/minggu/<str:week>/kuota/", board.capacity, name="desk-week-capacity"),
    path("petugas/sesi/", choosing.sessions, name="desk-sessions"),
    path("petugas/bulan/", board.month, name="desk-month"),
    path("petugas/tahun/", board.year, name="desk-year"),
    path("petugas/tunggu/", waiting_list.waiting_page, name="desk-waiting"),
    path("petugas/tunggu/<str:reference>/", waiting_list.reorder, name="desk-reorder"),
    path("petugas/baru/", entry.entry, name="desk-entry"),
    path("petugas/cari/", searching.search, name="desk-search"),
    path("petugas/laporan/", reports.report, name="desk-report"),
    path("petugas/riwayat/", files.files, name="desk-past"),
    path("petugas/riwayat/unduh/", files.as_file, name="desk-past-file"),
    path("petugas/riwayat/<int:pk>/", rows.rows, name="desk-past-import"),
    path("petugas/riwayat/<int:pk>/kolom/", columns.columns, name="desk-past-columns"),
    path("petugas/survei/", survey.survey, name="desk-survey"),
    path("petugas/kunjungan/", listing.all_visits, name="desk-visits"),
    path("petugas/kunjungan/unduh/", listing.as_file, name="desk-visits-file"),
    path("petugas/kunjungan/<str:reference>/", visit.visit, name="desk-visit"),
    path("petugas/kunjungan/<str:reference>/surat/", visit.letter, name="desk-letter"),
    path(
        "petugas/kunjungan/<str:reference>/surat-tugas/",
        visit.assignment_letter,
        name="desk-assignment-letter",
    ),
    path(
        "petugas/kunjungan/<str:reference>/surat/terbaca/",
        readable.readable,
        name="desk-letter-readable",
    ),
    path(
        "petugas/kunjungan/<str:reference>/surat/baca/",
        reading.reading,
        name="desk-letter-reading",
    ),
    path("petugas/kunjungan/<str:reference>/ubah/", edit.edit, name="desk-edit"),
    path("petugas/kunjungan/<str:reference>/narahubung/", contact.contact, name="desk-contact"),
    path(
        "petugas/kunjungan/<str:reference>/peserta/",
        participants.participants,
        name="desk-participants",
    ),
    path(
        "petugas/kunjungan/<str:reference>/disposisi/",
        dispositions.give,
        name="desk-disposition-give",
    ),
    path("petugas/kunjungan/<str:reference>/cetak/", slip.slip, name="desk-slip"),
    path(
        "petugas/kunjungan/<str:reference>/dibuka/",
        openings.openings,
        name="desk-openings",
    ),
    path("petugas/kunjungan/<str:reference>/pindah/", move.move, name="desk-move"),
    path("petugas/surat/", register.register, name="desk-register"),
    path("petugas/surat/unduh/", register.as_file, name="desk-register-file"),
    path("petugas/hari-ini/paket/", printing.day, name="desk-day-package"),
    path("petugas/kunjungan/<str:reference>/berkas/", include("visits.pages.urls_papers")),
    path("petugas/kunjungan/<str:reference>/susunan-acara/", rundown.edit, name="desk-rundown"),
    path(
        "petugas/kunjungan/<str:reference>/susunan-acara/<str:step>/",
        presses.press,
        name="desk-rundown-press",
    ),
    path("petugas/kunjungan/<str:reference>/<str:step>/", steps.step, name="desk-step"),
]
