"""The day itself: who comes, who came, who left."""
