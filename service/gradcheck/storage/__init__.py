"""What is kept: tables, migrations, one writer with group commit, and small repositories."""
