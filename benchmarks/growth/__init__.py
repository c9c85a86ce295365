"""How cost grows from 10,000 to 1,000,000 articles: our engines, and beside each the bare library doing the same."""
