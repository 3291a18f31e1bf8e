"""What drawn material says: samples, contrasts, effects, findings. It draws nothing and knows no test by name."""
