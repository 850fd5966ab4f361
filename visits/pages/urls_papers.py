"""Addresses of a visit's papers on the desk, below the visit's own."""

from django.urls import path

from visits.pages.desk.papers import paper, people, printing

urlpatterns = [
    path("baru/<str:kind>/", paper.new, name="desk-paper-new"),
    path("baru/<str:kind>/tidak-perlu/", paper.waive, name="desk-paper-waive"),
    path("lihat/<str:kind>/", paper.look, name="desk-paper-look"),
    path("peserta/<str:kind>/", people.people, name="desk-papers-people"),
    path("peserta/<str:kind>/terbit/", people.issue, name="desk-papers-issue"),
    path("peserta/<str:kind>/coba-lagi/", people.try_again, name="desk-papers-again"),
    path("peserta/<str:kind>/serahkan/", people.hand_over, name="desk-papers-hand-over"),
    path("peserta/<str:kind>/cetak/", people.together, name="desk-papers-together"),
    path("semua.<str:form>", printing.all_of, name="desk-papers-all"),
    path("<int:pk>/", paper.paper, name="desk-paper"),
    path("<int:pk>/file/", paper.file, name="desk-paper-file"),
    path("<int:pk>/<str:step>/", paper.step, name="desk-paper-step"),
]
