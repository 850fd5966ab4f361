"""Addresses of signing in and of looking after one's account (views and names are allauth's)."""

from allauth.account import views as account
from allauth.usersessions.views import list_usersessions
from django.urls import include, path, re_path

urlpatterns = [
    path("", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    # allauth links to it by name; nobody signs up by themselves.
    path("tutup/", account.account_inactive, name="account_signup"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("pastikan/", account.reauthenticate, name="account_reauthenticate"),
    path("sandi/", account.password_reset, name="account_reset_password"),
    path("sandi/terkirim/", account.password_reset_done, name="account_reset_password_done"),
    path("sandi/ganti/", account.password_change, name="account_change_password"),
    path("sandi/buat/", account.password_set, name="account_set_password"),
    path(
        "sandi/selesai/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sandi/kunci/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("keamanan/", include("allauth.mfa.urls")),
    path("sesi/", list_usersessions, name="usersessions_list"),
]
