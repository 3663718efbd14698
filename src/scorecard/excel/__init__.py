"""What both edges share about spreadsheets: styles, safe writing, formula templates."""
