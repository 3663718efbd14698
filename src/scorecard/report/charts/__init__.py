"""Charts: the boards of a view, and a picture for each indicator with figures or milestones."""
