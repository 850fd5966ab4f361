"""Addresses of keeping."""

from django.urls import path

from keeping.pages import kept, privacy
from visits.pages.desk.settings import index

# Here, not in the AppConfig: the worker shows no pages, and need not hold them.
index.register(kept.ENTRY)

urlpatterns = [
    path("privasi/", privacy.privacy, name="privacy"),
    path("privasi/versi/<int:number>/", privacy.version, name="privacy-version"),
    path("petugas/pengaturan/penyimpanan/", kept.kept, name="settings-kept"),
    path("petugas/pengaturan/penyimpanan/mulai/", kept.begin, name="settings-kept-begin"),
    path("petugas/pengaturan/penyimpanan/waktu/", kept.terms_page, name="settings-kept-terms"),
    path("petugas/pengaturan/penyimpanan/surat/", kept.letters_page, name="settings-kept-letters"),
]
