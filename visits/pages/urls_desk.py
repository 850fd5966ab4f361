"""Addresses of the staff desk and of signing in."""

from allauth.account import views as account
from django.urls import path

from visits.pages.desk import inbox, steps, visit

urlpatterns = [
    path("akun/", account.LoginView.as_view(), name="account_login"),
    path("akun/logout/", account.LogoutView.as_view(), name="account_logout"),
    # allauth links to these by name; nobody signs up or resets by mail here yet.
    path("akun/tutup/", account.AccountInactiveView.as_view(), name="account_signup"),
    path("akun/nonaktif/", account.AccountInactiveView.as_view(), name="account_inactive"),
    path("akun/sandi/", account.AccountInactiveView.as_view(), name="account_reset_password"),
    path("petugas/", inbox.inbox, name="desk"),
    path("petugas/kunjungan/", inbox.all_visits, name="desk-visits"),
    path("petugas/kunjungan/<str:reference>/", visit.visit, name="desk-visit"),
    path("petugas/kunjungan/<str:reference>/surat/", visit.letter, name="desk-letter"),
    path("petugas/kunjungan/<str:reference>/<str:step>/", steps.step, name="desk-step"),
]
