"""Models on disk: cards, versions, files, evaluation."""
