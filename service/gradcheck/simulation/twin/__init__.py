"""The same worlds on arrays: many runs at once without a text, and what is true of them. It answers no request."""
