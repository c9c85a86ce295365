"""How moments are written, by language, where Django looks for it: its own English formats go before settings."""
