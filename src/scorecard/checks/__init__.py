"""What is wrong with books and figures: contracts of rows, and what does not agree."""
