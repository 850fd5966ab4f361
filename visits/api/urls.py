"""The API, version 1 (mounted at /api/v1/)."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView

from visits.api.events import events, reports
from visits.api.files import files, papers, signing
from visits.api.people import inbox, people
from visits.api.schedule import capacity, closures, public
from visits.api.visits import (
    agenda,
    attendance,
    conversation,
    decisions,
    either_side,
    presence,
    requests,
    waiting_list,
)

_VISIT = r"^visits/(?P<reference>[A-Za-z0-9-]{1,16})/"
_PAPER = _VISIT + r"papers/(?P<pk>[0-9]{1,18})/"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("weeks/", public.Weeks.as_view(), name="api-weeks"),
    path("weeks/<str:week>/", capacity.OneWeek.as_view(), name="api-week"),
    path("slots/", public.Slots.as_view(), name="api-slots"),
    path("regions/", public.Regions.as_view(), name="api-regions"),
    path("agencies/", public.Agencies.as_view(), name="api-agencies"),
    path("topics/", public.Topics.as_view(), name="api-topics"),
    path("closures/", closures.Closures.as_view(), name="api-closures"),
    re_path(r"^closures/(?P<pk>[0-9]{1,18})/$", closures.OneClosure.as_view(), name="api-closure"),
    path("events/", events.Events.as_view(), name="api-events"),
    path("inbox/", inbox.Inbox.as_view(), name="api-inbox"),
    path("waiting-list/", waiting_list.WaitingList.as_view(), name="api-waiting-list"),
    path("officers/", people.HostOfficers.as_view(), name="api-officers"),
    path("duties/", people.Duties.as_view(), name="api-duties"),
    path("reports/", reports.PeriodReport.as_view(), name="api-report"),
    path("reports/weeks/", reports.WeeksReport.as_view(), name="api-report-weeks"),
    path("visits/", requests.Visits.as_view(), name="api-visits"),
    re_path(_VISIT + r"$", requests.OneVisit.as_view(), name="api-visit"),
    re_path(_VISIT + r"verify/$", requests.Verify.as_view(), name="api-verify"),
    re_path(_VISIT + r"accept/$", either_side.Accept.as_view(), name="api-accept"),
    re_path(_VISIT + r"cancel/$", either_side.Cancel.as_view(), name="api-cancel"),
    re_path(_VISIT + r"refuse/$", either_side.Refuse.as_view(), name="api-refuse"),
    re_path(_VISIT + r"reschedule/$", either_side.Reschedule.as_view(), name="api-reschedule"),
    re_path(_VISIT + r"give-missing/$", either_side.GiveMissing.as_view(), name="api-give-missing"),
    re_path(_VISIT + r"consent/$", either_side.Consent.as_view(), name="api-consent"),
    re_path(_VISIT + r"letter/$", files.Letter.as_view(), name="api-letter"),
    re_path(
        _VISIT + r"assignment-letter/$",
        files.AssignmentLetter.as_view(),
        name="api-assignment-letter",
    ),
    re_path(_VISIT + r"messages/$", conversation.Messages.as_view(), name="api-messages"),
    re_path(_VISIT + r"notes/$", conversation.Notes.as_view(), name="api-notes"),
    re_path(_VISIT + r"mark-read/$", conversation.MarkRead.as_view(), name="api-mark-read"),
    re_path(_VISIT + r"pass-on/$", conversation.PassOn.as_view(), name="api-pass-on"),
    re_path(_VISIT + r"materials/$", files.Materials.as_view(), name="api-materials"),
    re_path(
        _VISIT + r"materials/(?P<pk>[0-9]{1,18})/$",
        files.OneMaterial.as_view(),
        name="api-material",
    ),
    re_path(_VISIT + r"agenda/$", agenda.Agenda.as_view(), name="api-agenda"),
    re_path(_VISIT + r"papers/$", papers.Papers.as_view(), name="api-papers"),
    re_path(_PAPER + r"file/$", papers.PaperFile.as_view(), name="api-paper-file"),
    re_path(_PAPER + r"sign/$", signing.SignPaper.as_view(), name="api-paper-sign"),
    re_path(_PAPER + r"send/$", papers.SendPaper.as_view(), name="api-paper-send"),
    re_path(_PAPER + r"withdraw/$", papers.WithdrawPaper.as_view(), name="api-paper-withdraw"),
    re_path(_VISIT + r"approve/$", decisions.Approve.as_view(), name="api-approve"),
    re_path(_VISIT + r"decline/$", decisions.Decline.as_view(), name="api-decline"),
    re_path(_VISIT + r"propose/$", decisions.Propose.as_view(), name="api-propose"),
    re_path(_VISIT + r"undo/$", decisions.Undo.as_view(), name="api-undo"),
    re_path(_VISIT + r"reopen/$", decisions.Reopen.as_view(), name="api-reopen"),
    re_path(_VISIT + r"keep/$", decisions.Keep.as_view(), name="api-keep"),
    re_path(_VISIT + r"letter-due/$", decisions.LetterDue.as_view(), name="api-letter-due"),
    re_path(_VISIT + r"letter-came/$", decisions.LetterCame.as_view(), name="api-letter-came"),
    re_path(_VISIT + r"ask-missing/$", decisions.AskMissing.as_view(), name="api-ask-missing"),
    re_path(_VISIT + r"assign/$", decisions.Assign.as_view(), name="api-assign"),
    re_path(_VISIT + r"candidates/$", people.Candidates.as_view(), name="api-candidates"),
    re_path(_VISIT + r"answer/$", people.Answer.as_view(), name="api-answer"),
    re_path(_VISIT + r"merge/$", decisions.Merge.as_view(), name="api-merge"),
    re_path(_VISIT + r"split/$", decisions.Split.as_view(), name="api-split"),
    re_path(_VISIT + r"reorder/$", waiting_list.Reorder.as_view(), name="api-reorder"),
    re_path(_VISIT + r"check-in/$", attendance.CheckIn.as_view(), name="api-check-in"),
    re_path(_VISIT + r"complete/$", attendance.Complete.as_view(), name="api-complete"),
    re_path(_VISIT + r"no-show/$", attendance.NoShow.as_view(), name="api-no-show"),
    re_path(_VISIT + r"take-back/$", attendance.TakeBack.as_view(), name="api-take-back"),
    re_path(_VISIT + r"presence/$", presence.WhoCame.as_view(), name="api-presence"),
    re_path(
        _VISIT + r"take-back-presence/$",
        presence.TakeBackPresence.as_view(),
        name="api-take-back-presence",
    ),
    re_path(r"^", public.Nowhere.as_view(schema=None)),
]
