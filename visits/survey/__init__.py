"""The satisfaction survey (SKM, PermenPANRB 14/2017): its questions, answers, shares and index."""
