"""From the document to the target book: every number proposed, taken as reported, or set aside."""
