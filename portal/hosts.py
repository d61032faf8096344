"""Which hosts a password may be sent to without encryption: settings_production asks it of Elasticsearch's."""

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit


def far_hosts(addresses: Iterable[str]) -> list[str]:
    """The hosts, by name alone, that these addresses reach in the clear over a network that others share.

    Near are this machine, private addresses, and names without a dot or under .internal, which only a private network
    resolves.
    """
    found = []
    for address in addresses:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        if parts.scheme != "https" and not _is_near(parts.hostname or ""):
            found.append(parts.hostname or "(no host)")
    return found


def _is_near(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".internal", ".localhost")))
