"""Real servers for development and tests: each in a folder of its own, on 127.0.0.1, ended by nobody else's process id."""
