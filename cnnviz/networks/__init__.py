"""How layers connect (graph), run (run), start (initialise) and learn (optimisers, train)."""
