"""How gunicorn serves the site, read by itself from the folder it starts in: long questions welcome, no traces in logs."""

# Ten thousand Burmese letters are ninety thousand bytes in an address. The site answers such a question with a
# page; gunicorn's own limit would answer with a bare line. A proxy in front has a limit of its own.
limit_request_line = 0
control_socket_disable = True
threads = 4
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"quiet": {"()": "portal.logs.WithoutTraces"}},
    "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["quiet"], "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
