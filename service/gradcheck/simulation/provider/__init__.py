"""The provider `simulated`: requests read by their shape, answered in words. Its mechanisms are in `worlds`."""
