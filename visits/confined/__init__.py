"""Reading strangers' files in a process of its own, whose memory and time are bounded.

`running` is what the application calls; the other modules run in that process, know nothing of
Django, and turn bytes into an answer or raise `verdicts.Refused`.
"""
