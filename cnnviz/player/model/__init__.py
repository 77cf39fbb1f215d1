"""A model of one's own on every page that shows it: what the browser keeps of it."""
