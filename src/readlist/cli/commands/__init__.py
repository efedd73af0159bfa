"""The commands, one module per group; ``cli.app`` loads a module when one of its commands is called."""
