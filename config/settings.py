"""Settings of Singgah, read from the environment (12-factor, see docs/operations.md).

Nothing here is a rule of the trade: hours, capacities and deadlines are data (scheduling.models).
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from config.environment import (
    address,
    at_least,
    check_secret,
    database,
    env,
    kept_secret,
    mailbox,
    one_of,
    read,
    refuse_a_demos_folder,
    scanner,
    secret,
    signer,
    stop,
)
from config.logs import logging_config, masked_hooks
from config.version import VERSION
from config.web.headers import REPORTS_PATH
from scheduling.database.contention import LOCK_SECONDS

# Lets Django's own classes be written with their types: ModelAdmin[Visit].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The ground: demo or for real -------------------------------------------------------------

DEMO = read(env.bool, "DEMO", False)
DEBUG = read(env.bool, "DEBUG", False)
DATA_DIR = Path(read(env.str, "DATA_DIR", str(BASE_DIR / "var"))).resolve()
_HERE = f"http://127.0.0.1:{read(env.int, 'PORT', 8000) or 8000}"
BASE_URL = address("BASE_URL", read(env.str, "BASE_URL", _HERE), "http", "https")
ALLOWED_HOSTS = read(env.list, "ALLOWED_HOSTS", ["*"] if DEMO else ["127.0.0.1", "localhost"])
LOG_FORMAT = one_of("LOG_FORMAT", read(env.str, "LOG_FORMAT", "console"), "console", "json")

SECRET_KEY = read(env.str, "SECRET_KEY", "")
# Links in people's mail that were made with a former key go on working.
SECRET_KEY_FALLBACKS = read(env.list, "SECRET_KEY_FALLBACKS", [])
# The seeds of second factors at rest, the newest key first; unset, one that SECRET_KEY gives
# (visits/sign_in/seeds.py).
MFA_ENCRYPTION_KEYS = read(env.list, "MFA_ENCRYPTION_KEYS", [])
METRICS_TOKEN = read(env.str, "METRICS_TOKEN", "")
DEMO_PASSWORD = read(env.str, "DEMO_PASSWORD", "")
if DEMO:
    SECRET_KEY = SECRET_KEY or kept_secret(DATA_DIR / "secret-key")
else:
    for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS):
        check_secret("SECRET_KEY" if key is SECRET_KEY else "SECRET_KEY_FALLBACKS", key, length=40)
    for key in MFA_ENCRYPTION_KEYS:
        check_secret("MFA_ENCRYPTION_KEYS", key, length=40)
    if METRICS_TOKEN:
        check_secret("METRICS_TOKEN", METRICS_TOKEN, length=20)
    refuse_a_demos_folder(DATA_DIR)
# Request limits guard an open door; only a demo may take them away (for tests and load).
THROTTLE = read(env.bool, "THROTTLE", True) or not DEMO
# How many proxies of ours stand before the web server. The one place for everything that asks where
# a request comes from (config/web/proxies.py).
NUM_PROXIES = read(env.int, "NUM_PROXIES", 0)
if NUM_PROXIES < 0:
    stop(f"NUM_PROXIES must be 0 or more, not {NUM_PROXIES}.")

# --- Applications -----------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_prometheus",
    "csp",
    "scheduling",
    "visits",
    "notifications",
    "keeping",
]

MIDDLEWARE = [
    "config.logs.requests.RequestIdMiddleware",
    "config.web.proxies.ProxiesMiddleware",
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "config.web.https.HttpsMiddleware",
    "config.web.headers.HeadersMiddleware",
    "config.web.compression.CompressedPagesMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.web.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the next, which reads a form to look for its token.
    "visits.pages.frame.bodies.BodySizeMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "visits.pages.frame.middleware.ReadOnceMiddleware",
    "visits.pages.frame.middleware.HostTimeZoneMiddleware",
    "visits.pages.start.soon.OpensSoonMiddleware",
    "visits.sign_in.security_log.RefusalsMiddleware",
    "visits.sign_in.lifetime.LifetimeMiddleware",
    "visits.pages.account.second_factor.SecondFactorMiddleware",
    # Innermost: what it sees answered is what was shown.
    "visits.openings.middleware.OpeningsMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "visits.pages.frame.context.host",
            ],
        },
    },
]

# --- Database ---------------------------------------------------------------------------------

DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{DATA_DIR}/singgah.sqlite3")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue at BEGIN instead of failing at the first write; readers go on (WAL).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA mmap_size=0;",
    }
    # A file for tests too: in memory, a served page and the test would share one connection.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 300
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Nobody waits without end: not for a server that is away, a lock, or a process that froze
    # in the middle of a change.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 30_000,
        "options": f"-c lock_timeout={int(LOCK_SECONDS * 1000)}ms"
        " -c idle_in_transaction_session_timeout=60s",
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and sessions -----------------------------------------------------------------------

REDIS_URL = read(env.str, "REDIS_URL", "")
if REDIS_URL:
    address("REDIS_URL", REDIS_URL, "redis", "rediss")
CACHES = {
    "default": (
        {"BACKEND": "config.cache.SteadyRedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# --- Celery (the database is the queue's truth; a broker only nudges) ---------------------------

QUEUE_DIR = DATA_DIR / "queue"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # A broker that is away must not hold up whoever publishes.
    {
        "socket_connect_timeout": 1,
        "socket_timeout": 2,
        "retry_on_timeout": False,
        "max_retries": 0,
    }
    if REDIS_URL
    else {
        "data_folder_in": str(QUEUE_DIR / "messages"),
        "data_folder_out": str(QUEUE_DIR / "messages"),
        "control_folder": str(QUEUE_DIR / "control"),
        "polling_interval": 0.5,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_BEAT_SCHEDULE = {
    "deliver-due": {
        "task": "notifications.tasks.deliver_due",
        "schedule": 15.0,
        # A pass that waited longer than the next one brings nothing new.
        "options": {"expires": 15},
    },
    # Other hosts' open weeks; the database knows whose turn it is.
    "read-neighbours": {
        "task": "notifications.tasks.read_neighbours",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    # The day's backup and erasing; the database knows whether they were done.
    "keep": {
        "task": "keeping.tasks.keep",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
}

# --- E-mail -----------------------------------------------------------------------------------

# The demo never sends anything out: its letters are read at /demo/surat/ (see notifications).
# DEMO_SMTP=1 lets tests deliver to a sink of their own all the same, on loopback alone.
EMAIL_CONFIG = read(env.email_url, "EMAIL_URL", "smtp://127.0.0.1:25")
EMAIL_HOST = EMAIL_CONFIG["EMAIL_HOST"]
EMAIL_PORT = EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER = EMAIL_CONFIG["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
# What cannot be delivered comes back to this address, each with a +token that names the message
# (notifications/outbox/return_path.py); unset: to the host's own.
EMAIL_RETURN_PATH = mailbox("EMAIL_RETURN_PATH", read(env.str, "EMAIL_RETURN_PATH", ""))
# Messages a minute to readers at one host (what follows the @); 0 for no limit.
EMAIL_PER_HOST = read(env.int, "EMAIL_PER_HOST", 0)
# Connections to the mail server at once, where many mails wait; on SQLite always one.
EMAIL_LANES = read(env.int, "EMAIL_LANES", 3)
# How long staff can take a decision back; until then nothing of it is told. 0: not at all.
UNDO_SECONDS = read(env.int, "UNDO_SECONDS", 20)
# What Django itself mails goes the same way as all others; mails of accounts wait in the outbox.
EMAIL_BACKEND = "notifications.outbox.email_backend.Backend"
DEMO_SMTP = read(env.bool, "DEMO_SMTP", False) and EMAIL_HOST in ("127.0.0.1", "localhost")

# Answers to invitations and bounces are read from here (notifications/inbox/).
INBOX_URL = env.str("INBOX_URL", default="")
# The mail service whose Authentication-Results count, by the name it gives itself in them.
INBOX_AUTHSERV = env.str("INBOX_AUTHSERV", default="")
# Whose pass proves a sender: dmarc; also dkim, spf, auth (signed in to our own server), arc.
INBOX_AUTH_METHODS = [m.lower() for m in env.list("INBOX_AUTH_METHODS", default=["dmarc"])]
# Domains whose seals (ARC) count, for method arc.
INBOX_ARC_SEALERS = [d.lower() for d in env.list("INBOX_ARC_SEALERS", default=[])]
# Whether an answer counts whose sender nobody proved; else staff are asked.
INBOX_TRUST_UNPROVEN = read(env.bool, "INBOX_TRUST_UNPROVEN", False)

# Chats that the host's own notices go to as well; needs the extra `chat` (docs/messages.md). A demo
# sends nothing out.
APPRISE_URLS = [] if DEMO else env.list("APPRISE_URLS", default=[])

# --- Webhooks ---------------------------------------------------------------------------------

# They go to public addresses over https alone. A demo calls nobody, or with this its own machine.
WEBHOOK_LOOPBACK = env.bool("WEBHOOK_LOOPBACK", default=False) and DEMO

# --- Signing papers (visits/papers/signing/) --------------------------------------------------

# hand; or pkcs12:/path of the office's key; pkcs11:… (RFC 7512); bsre:https://… (its e-Sign).
SIGNER = signer("SIGNER", read(env.str, "SIGNER", "hand"))
# Of a seal, which signs for the office whoever presses; without it the signatory types it.
SIGNER_PASSPHRASE = secret("SIGNER_PASSPHRASE")
# An authority of timestamps (RFC 3161).
TIMESTAMP_URL = read(env.str, "TIMESTAMP_URL", "")
if TIMESTAMP_URL:
    TIMESTAMP_URL = address("TIMESTAMP_URL", TIMESTAMP_URL, "http", "https")
# A folder with the certificates whose signatures are believed, and lists of what they revoked.
TRUST_ROOTS = read(env.str, "TRUST_ROOTS", "")
if TRUST_ROOTS and not Path(TRUST_ROOTS).is_dir():
    stop(f"TRUST_ROOTS must be a folder with certificates; {TRUST_ROOTS} is none.")
# How the e-Sign client of BSrE wants to be called; installations differ (docs/papers.md).
BSRE_USER = read(env.str, "BSRE_USER", "")
BSRE_PASSWORD = secret("BSRE_PASSWORD")
BSRE_SECONDS = at_least("BSRE_SECONDS", read(env.int, "BSRE_SECONDS", 30))
BSRE_PAGE_FIELD = one_of(
    "BSRE_PAGE_FIELD", read(env.str, "BSRE_PAGE_FIELD", "page"), "page", "halaman"
)
# Whether the client draws a block of its own over the one that papers show.
BSRE_VISIBLE = read(env.bool, "BSRE_VISIBLE", False)
# A sign in the text that it looks for then instead of coordinates, such as #.
BSRE_MARK = read(env.str, "BSRE_MARK", "")

# --- Language and time (the host's own zone is data: scheduling.models.BookingRules) ------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "bahasa"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_HTTPONLY = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
FORMAT_MODULE_PATH = ["config.formats"]
# No field cuts what is typed.
FORM_RENDERER = "visits.pages.frame.typed.Uncut"

# --- Static files and uploads -----------------------------------------------------------------

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The demo serves them from where they are, collected or not.
WHITENOISE_USE_FINDERS = DEMO or DEBUG
STATIC_ROOT = None if WHITENOISE_USE_FINDERS else BASE_DIR / "staticfiles"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "visits.files.whole_files.WholeFiles"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if WHITENOISE_USE_FINDERS
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A list of names that was read and is full of questions: 300 lines with up to six fields each,
# and as many ticks for lines that were passed over (visits/people/participant_lists.py MOST_READ).
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2500
# Whether phones keep the ticket, the confirmation and the day (visits/pages/offline/). Off takes
# away what they keep, and the worker with it, at the next visit.
OFFLINE_PAGES = read(env.bool, "OFFLINE_PAGES", True)
# The web server takes no larger body: a file to share (files/materials.py) and its form.
LARGEST_BODY_OCTETS = 21 * 1024 * 1024

# ClamAV's clamd, which is shown every file that comes in: unix:/path or tcp://host:port.
CLAMD = scanner("CLAMD", read(env.str, "CLAMD", ""))
CLAMD_SECONDS = at_least("CLAMD_SECONDS", read(env.int, "CLAMD_SECONDS", 15))
# What becomes of a file while it gives no verdict (docs/decisions/0214).
CLAMD_AWAY = one_of("CLAMD_AWAY", read(env.str, "CLAMD_AWAY", "refuse"), "refuse", "take")

# --- Keeping (see docs/operations.md) -----------------------------------------------------------

# Where the nightly backup goes; unset, nobody makes one. Best a disk of another machine.
BACKUP_DIR = read(env.str, "BACKUP_DIR", "")
# What backups are encrypted to, and opened with: a file with a key of age or a passphrase.
BACKUP_KEY_FILE = read(env.str, "BACKUP_KEY_FILE", "")

# --- Sign-in ----------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/akun/"
LOGIN_REDIRECT_URL = "/petugas/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_ADAPTER = "notifications.account_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "visits.pages.account.forms.SignInForm",
    "reset_password": "notifications.account_adapter.AskForPasswordForm",
}
ACCOUNT_EMAIL_VERIFICATION = "none"
# Whoever types a stranger's address here must not make us write to it.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = None
# By network and by account in a network alone (sign_in/limits.py): what counts for all who share a
# network, or for an account wherever one asks from, is a stranger's to use up.
ACCOUNT_RATE_LIMITS = (
    {"login_failed": "10/m/ip,5/5m/key", "login": None, "reset_password": "20/m/ip"}
    if THROTTLE
    else False
)
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_ADAPTER = "visits.pages.account.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "visits.pages.account.forms.CodeForm",
    "reauthenticate": "visits.pages.account.forms.CodeAgainForm",
    "activate_totp": "visits.pages.account.forms.FirstCodeForm",
    "authenticate_webauthn": "visits.pages.account.forms.PasskeyForm",
    "reauthenticate_webauthn": "visits.pages.account.forms.PasskeyAgainForm",
    "add_webauthn": "visits.pages.account.forms.AddPasskeyForm",
    "edit_webauthn": "visits.pages.account.forms.EditPasskeyForm",
}
# Accounts are made by an administrator, who knows whose address it is.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer passkeys on https, and on http://localhost for trying out.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
# Roles that must have a second factor (people/roles.py), such as admin,protocol. Nobody by default.
MFA_REQUIRED_FOR = [
    one_of("MFA_REQUIRED_FOR", role, "admin", "leader", "protocol", "officer")
    for role in read(env.list, "MFA_REQUIRED_FOR", [])
]
USERSESSIONS_TRACK_ACTIVITY = False
# How long a sign-in lasts without use, and at all (visits/sign_in/lifetime.py).
SESSION_IDLE_MINUTES = at_least("SESSION_IDLE_MINUTES", read(env.int, "SESSION_IDLE_MINUTES", 180))
SESSION_LONGEST_MINUTES = at_least(
    "SESSION_LONGEST_MINUTES", read(env.int, "SESSION_LONGEST_MINUTES", 720)
)
SESSION_COOKIE_AGE = SESSION_LONGEST_MINUTES * 60
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "visits.sign_in.office_words.OfficeWordsValidator"},
]

# --- API --------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "visits.api.access.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "visits.api.http.pagination.CursorPages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "visits.api.schema.description.Description",
    "EXCEPTION_HANDLER": "visits.api.http.problems.handle",
    # config.web.proxies has said whose address it is.
    "NUM_PROXIES": 0,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Singgah",
    "DESCRIPTION": "Study visits to a public office, from request to report.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "VisitStatus": "visits.models.Status",
        "VisitAction": "visits.life.table.Action",
        "EventKind": "visits.models.VisitEvent.Kind",
        "EventActor": "visits.models.VisitEvent.By",
        "RegionKind": "visits.models.Region.Kind",
        "LeaderRank": "visits.models.Visit.Rank",
        "OfficerAnswer": "visits.models.Assignment.Answer",
        "AnswerGiven": ["accepted", "tentative", "declined"],
        "Channel": ["whatsapp"],
        "MissingItem": "visits.conversation.missing.Item",
        "ClosureKind": "scheduling.models.Closure.Kind",
        "ObligationKind": "visits.inbox.items.Kind",
        "FileKind": ["pdf", "pptx", "jpg", "png"],
        "PaperKind": "visits.models.PaperKind",
        "PaperState": "visits.models.Paper.State",
        "OfficerRole": "visits.models.Assignment.Role",
        "WeekState": ["open", "full", "closed", "past"],
        "WhyNot": "scheduling.slots.Reason",
        "Language": ["id", "en"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "visits.api.schema.description.finish",
        "notifications.webhooks.openapi.describe",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- Security ---------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "visits.pages.frame.stale_form.failed"
HSTS_SUBDOMAINS = read(env.bool, "HSTS_SUBDOMAINS", False)
HSTS_PRELOAD = read(env.bool, "HSTS_PRELOAD", False)
if HSTS_PRELOAD and not HSTS_SUBDOMAINS:
    stop("HSTS_PRELOAD needs HSTS_SUBDOMAINS=1 as well: browsers preload whole domains only.")
if BASE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = urlsplit(BASE_URL).netloc
    SECURE_REDIRECT_EXEMPT = ["^healthz/"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True
    # Browsers take these from this very host by https alone: no sister domain can plant one.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = HSTS_SUBDOMAINS
    SECURE_HSTS_PRELOAD = HSTS_PRELOAD
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Whether browsers tell us what the policy below kept from happening (config/web/csp_reports.py).
CSP_REPORTS = read(env.bool, "CSP_REPORTS", False)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        **({"report-uri": REPORTS_PATH, "report-to": "csp"} if CSP_REPORTS else {}),
    }
}

LOGGING = logging_config(LOG_FORMAT)
DEFAULT_EXCEPTION_REPORTER = "config.logs.reports.MaskedReporter"
masked_hooks()

# Tasks belong to this application, whoever loads the settings.
import config.celery  # noqa: E402, F401
