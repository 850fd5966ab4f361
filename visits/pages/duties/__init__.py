"""What officers answer, alike on their page of the desk, in their list and behind a mail's link."""
