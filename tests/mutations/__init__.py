"""Ways to break a corpus, invented from the scheme: each names the rules that have to report it."""

from __future__ import annotations

from mutations import (  # noqa: F401 - each adds its mutations
    attribution_faults,
    claim_faults,
    entity_faults,
    files,
    quantity_faults,
    reference_faults,
    release_faults,
    span_faults,
    stance_faults,
    time_faults,
)
from mutations.spoiling import MUTATIONS, Injected, Mutation, NotHere, Spoiled

__all__ = ["MUTATIONS", "Injected", "Mutation", "NotHere", "Spoiled"]
