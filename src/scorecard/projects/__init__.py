"""The project register: what is counted from it, what is wrong with it, what forms change."""
