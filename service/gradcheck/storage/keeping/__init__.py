"""What is kept, and how it goes: erasure, retention, copies."""
