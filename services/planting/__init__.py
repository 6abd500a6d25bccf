"""How much the checker finds: errors are planted into clean posts, and what comes back is counted."""
