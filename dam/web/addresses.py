"""Addresses that requests come from: as they are written, and as they are counted.

A server that listens for both kinds writes IPv4 as IPv6 (RFC 4291 2.5.5.2): it is read as what it
is, for limits and for proxies that are believed.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def read_address(text: str | None) -> IPv4Address | IPv6Address | None:
    """Return the address; None for what is none."""
    try:
        address = ip_address(text or "")
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def network_of(text: str | None, *, bits: int, bits_of_ipv6: int) -> str:
    """Return the network that an address counts as; one for all who have none."""
    address = read_address(text) or IPv6Address(0)
    length = bits_of_ipv6 if isinstance(address, IPv6Address) else bits
    # A scope is this machine's own word, and stands in no network.
    return str(ip_network(f"{str(address).partition('%')[0]}/{length}", strict=False))
