"""The browser player: one payload format, one component, for every lesson that steps."""
