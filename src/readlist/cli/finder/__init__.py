"""The interactive finder: ``state`` without a terminal, ``view`` draws it, ``app`` runs it with prompt_toolkit."""
