"""What officers say of the visits they are named for, and who takes their place."""
