"""Opening, saving and closing photos and projects, their masks, and what a crash would cost."""
