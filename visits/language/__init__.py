"""What people type and read: text cleaned, dates, phones, e-mail and web addresses in their forms.

Plain values in and out; what a sentence says is decided where it is said.
"""
