"""Erasing a customer: rows, files and the journal's bodies, now and again after every restore."""

from apps.operations.services.erasure.erase import Erased, apply_erasures, erase_customer

__all__ = ["Erased", "apply_erasures", "erase_customer"]
