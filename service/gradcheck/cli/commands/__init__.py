"""What commands do: a module a command, or one for a few that are alike. `arguments` declares them."""
