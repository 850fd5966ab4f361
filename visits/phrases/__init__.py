"""Sentences that pages, API and mails say alike: of choices, refused files, strangers' words."""
