"""What settings_production tells psycopg's pool to do with a connection that a request gives back."""


def let_go(connection) -> None:
    """Gives up the locks that the session may still hold (search.database_lock): the session lives on, its user is gone."""
    connection.execute("SELECT pg_advisory_unlock_all()")
