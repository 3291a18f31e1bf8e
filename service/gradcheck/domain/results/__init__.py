"""What results show beside their scores."""
