"""Which network addresses may be connected to? Only those of the public internet.

Python's ``is_global`` alone lets several special forms through (IPv4 addresses carried inside IPv6 ones among
them), so every range of the IANA special-purpose registries that could lead back into somebody's own network is
named here. Sources: IANA IPv4 and IPv6 Special-Purpose Address Registries; RFC 6052 and 8215 (NAT64), RFC 3056
(6to4), RFC 4380 (Teredo), RFC 4291 (IPv4-mapped and -compatible), RFC 5737 and 3849 (documentation).
"""

import ipaddress

from detente.errors import Refused

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

REFUSED = tuple(
    (ipaddress.ip_network(net), what)
    for net, what in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("::ffff:0:0/96", "IPv4-mapped"),
        ("::/96", "IPv4-compatible"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("100::/64", "discard-only"),
        ("2001::/23", "protocol assignments (Teredo among them)"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)


NEAR = frozenset({"loopback", "private"})
"""Networks that a user's own hook may stand on, where that was allowed."""


def vet_near(address: Address) -> None:
    """Raise :class:`~detente.errors.Refused` unless the address is public, on this machine or on a private network.

    >>> vet_near(ipaddress.ip_address("192.168.1.20"))
    """
    if not any(what in NEAR and address.version == net.version and address in net for net, what in REFUSED):
        vet(address)


def vet(address: Address) -> None:
    """Raise :class:`~detente.errors.Refused` unless the address is one of the public internet.

    >>> vet(ipaddress.ip_address("93.184.215.14"))
    """
    for network, what in REFUSED:
        if address.version == network.version and address in network:
            raise Refused(f"the address {address} is not on the public internet ({what}); it is not fetched")
    if not address.is_global or address.is_multicast:
        raise Refused(f"the address {address} is not on the public internet; it is not fetched")
