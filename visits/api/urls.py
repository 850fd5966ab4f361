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
    path("weeks/", public.Weeks.as_view()),
    path("weeks/<str:week>/", capacity.OneWeek.as_view()),
    path("slots/", public.Slots.as_view()),
    path("regions/", public.Regions.as_view()),
    path("agencies/", public.Agencies.as_view()),
    path("topics/", public.Topics.as_view()),
    path("closures/", closures.Closures.as_view()),
    re_path(r"^closures/(?P<pk>[0-9]{1,18})/$", closures.OneClosure.as_view()),
    path("events/", events.Events.as_view()),
    path("inbox/", inbox.Inbox.as_view()),
    path("waiting-list/", waiting_list.WaitingList.as_view()),
    path("officers/", people.HostOfficers.as_view()),
    path("duties/", people.Duties.as_view()),
    path("reports/", reports.PeriodReport.as_view()),
    path("reports/weeks/", reports.WeeksReport.as_view()),
    path("visits/", requests.Visits.as_view(), name="api-visits"),
    re_path(_VISIT + r"$", requests.OneVisit.as_view(), name="api-visit"),
    re_path(_VISIT + r"verify/$", requests.Verify.as_view()),
    re_path(_VISIT + r"accept/$", either_side.Accept.as_view()),
    re_path(_VISIT + r"cancel/$", either_side.Cancel.as_view()),
    re_path(_VISIT + r"refuse/$", either_side.Refuse.as_view()),
    re_path(_VISIT + r"reschedule/$", either_side.Reschedule.as_view()),
    re_path(_VISIT + r"give-missing/$", either_side.GiveMissing.as_view()),
    re_path(_VISIT + r"consent/$", either_side.Consent.as_view()),
    re_path(_VISIT + r"letter/$", files.Letter.as_view(), name="api-letter"),
    re_path(_VISIT + r"messages/$", conversation.Messages.as_view()),
    re_path(_VISIT + r"notes/$", conversation.Notes.as_view()),
    re_path(_VISIT + r"mark-read/$", conversation.MarkRead.as_view()),
    re_path(_VISIT + r"pass-on/$", conversation.PassOn.as_view()),
    re_path(_VISIT + r"materials/$", files.Materials.as_view()),
    re_path(_VISIT + r"materials/(?P<pk>[0-9]{1,18})/$", files.OneMaterial.as_view()),
    re_path(_VISIT + r"agenda/$", agenda.Agenda.as_view()),
    re_path(_VISIT + r"papers/$", papers.Papers.as_view()),
    re_path(_PAPER + r"file/$", papers.PaperFile.as_view(), name="api-paper-file"),
    re_path(_PAPER + r"sign/$", signing.SignPaper.as_view()),
    re_path(_PAPER + r"send/$", papers.SendPaper.as_view()),
    re_path(_PAPER + r"withdraw/$", papers.WithdrawPaper.as_view()),
    re_path(_VISIT + r"approve/$", decisions.Approve.as_view()),
    re_path(_VISIT + r"decline/$", decisions.Decline.as_view()),
    re_path(_VISIT + r"propose/$", decisions.Propose.as_view()),
    re_path(_VISIT + r"undo/$", decisions.Undo.as_view()),
    re_path(_VISIT + r"reopen/$", decisions.Reopen.as_view()),
    re_path(_VISIT + r"keep/$", decisions.Keep.as_view()),
    re_path(
        _VISIT + r"assignment-letter/$",
        files.AssignmentLetter.as_view(),
        name="api-assignment-letter",
    ),
    re_path(_VISIT + r"letter-due/$", decisions.LetterDue.as_view()),
    re_path(_VISIT + r"letter-came/$", decisions.LetterCame.as_view()),
    re_path(_VISIT + r"ask-missing/$", decisions.AskMissing.as_view()),
    re_path(_VISIT + r"assign/$", decisions.Assign.as_view()),
    re_path(_VISIT + r"candidates/$", people.Candidates.as_view()),
    re_path(_VISIT + r"answer/$", people.Answer.as_view()),
    re_path(_VISIT + r"merge/$", decisions.Merge.as_view()),
    re_path(_VISIT + r"split/$", decisions.Split.as_view()),
    re_path(_VISIT + r"reorder/$", waiting_list.Reorder.as_view()),
    re_path(_VISIT + r"check-in/$", attendance.CheckIn.as_view()),
    re_path(_VISIT + r"complete/$", attendance.Complete.as_view()),
    re_path(_VISIT + r"no-show/$", attendance.NoShow.as_view()),
    re_path(_VISIT + r"take-back/$", attendance.TakeBack.as_view()),
    re_path(_VISIT + r"presence/$", presence.WhoCame.as_view(), name="api-presence"),
    re_path(_VISIT + r"take-back-presence/$", presence.TakeBackPresence.as_view()),
    re_path(r"^", public.Nowhere.as_view(schema=None)),
]
