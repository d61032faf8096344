"""The index in Elasticsearch: its mapping, its name with versions in it, and the alias that readers follow.

The alias carries the version of fields and of ICU: new code asks its own alias and never an index it cannot read.
Called by search.elastic.
"""

import time
from collections.abc import Iterable

from elasticsearch import Elasticsearch
from elasticsearch.dsl import Keyword, Long, Mapping, Text

from search import fields, text
from search.document import OpeningDocument
from search.elastic_client import Cluster
from search.engine import EngineUnavailable
from search.fit import COLUMNS

# Numbers that are asked for or sorted by; the others are read from the packed columns alone.
_SOUGHT = ("since", "until", "wage", "cost", "start")
_SORTED = ("sort_newest", "sort_wage", "sort_cost", "sort_start")


def alias_of(cluster: Cluster) -> str:
    """The alias that this version of the program reads and writes."""
    icu = text.ICU_VERSION.replace(".", "-")
    return f"{cluster.prefix}-openings-s{fields.made_with()}-icu{icu}"


def new_name(cluster: Cluster) -> str:
    """A name for a new index; a later one has a greater stamp."""
    return f"{alias_of(cluster)}-{time.time_ns():x}"


def stamp_of(name: str) -> int:
    """When an index of ours was made, from its name; 0 for any other name."""
    try:
        return int(name.rsplit("-", 1)[-1], 16)
    except ValueError:
        return 0


def mapping() -> Mapping:
    """Token fields are split on spaces and scored; exact fields and numbers are what they are. Nothing else gets in."""
    made = Mapping()
    made.meta("dynamic", "strict")
    made.meta("_source", enabled=False)
    for name in fields.TOKEN_FIELDS:
        # `latin` is only asked whether it has a word, and listed.
        made.field(name, Keyword() if name == "latin" else Text(analyzer="whitespace", index_options="freqs"))
    for name in fields.EXACT_FIELDS:
        # Said only where it differs from the server's own, so that `is_ours` may compare.
        made.field(name, Keyword() if name in fields.FACET_FIELDS.values() else Keyword(doc_values=False))
    for name in _SOUGHT:
        made.field(name, Long(doc_values=False))
    for name in _SORTED:
        made.field(name, Long(index=False))
    made.field("columns", Keyword(index=False))
    return made


def body(cluster: Cluster, building: bool) -> dict:
    """Settings and mapping of a new index; while it is built it has no copies and shows nothing."""
    return {
        "settings": {
            "number_of_shards": cluster.shards,
            "number_of_replicas": 0 if building else cluster.replicas,
            "refresh_interval": "-1" if building else "30s",
        },
        "mappings": mapping().to_dict(),
    }


def source_of(document: OpeningDocument) -> dict:
    """One opening as the index takes it."""
    numbers = fields.numbers(document)
    tokens = fields.token_strings(document)
    return {
        **tokens,
        "latin": tokens["latin"].split(),
        **{name: list(values) for name, values in fields.exact(document).items()},
        **{name: numbers[name] for name in (*_SOUGHT, *_SORTED)},
        "columns": " ".join((*(str(numbers[name]) for name in COLUMNS), document.id)),
    }


def make(client: Elasticsearch, cluster: Cluster, building: bool = False) -> str:
    """Makes an empty index and returns its name. Raises EngineUnavailable when no alias could lead to it."""
    alias, name = alias_of(cluster), new_name(cluster)
    if client.indices.exists(index=alias) and not client.indices.exists_alias(name=alias):
        raise EngineUnavailable(f"An index is called {alias}, which must be the name of an alias. Delete that index.")
    client.indices.create(index=name, **body(cluster, building))
    return name


def current(client: Elasticsearch, cluster: Cluster) -> str | None:
    """The index behind the alias; the newest if somebody put several behind it; None when there is none."""
    alias = alias_of(cluster)
    if not client.indices.exists_alias(name=alias):
        return None
    names = client.indices.get_alias(name=alias).body
    return max(names, key=stamp_of, default=None)


def is_ours(client: Elasticsearch, name: str) -> bool:
    """Whether an index has the fields that documents of this version bring; otherwise it would refuse them one by one."""
    found = client.indices.get_mapping(index=name).body[name]["mappings"]
    return found.get("properties") == mapping().to_dict()["properties"]


def open_for_readers(client: Elasticsearch, cluster: Cluster, name: str) -> None:
    """Ends the building of an index: what it holds becomes visible and is copied, before anybody is led to it."""
    client.indices.put_settings(
        index=name, settings={"number_of_replicas": cluster.replicas, "refresh_interval": "30s"}
    )
    client.indices.refresh(index=name)
    health = client.cluster.health(index=name, wait_for_status="yellow", timeout="30s")
    if health["timed_out"]:
        raise EngineUnavailable("The new search index is not ready: its shards are not started.")


def lead_to(client: Elasticsearch, cluster: Cluster, name: str) -> None:
    """Moves the alias to an index in one step, and deletes all but it and the one before."""
    alias = alias_of(cluster)
    old = current(client, cluster)
    actions = [{"add": {"index": name, "alias": alias, "is_write_index": True}}]
    if old:
        behind = client.indices.get_alias(name=alias).body
        actions += [{"remove": {"index": each, "alias": alias}} for each in behind if each != name]
    client.indices.update_aliases(actions=actions)
    forget_all_but(client, cluster, (name, old or name))


def forget_all_but(client: Elasticsearch, cluster: Cluster, kept: Iterable[str]) -> None:
    """Deletes indexes of this version of the program that are neither in use nor the one before."""
    found = client.indices.get(index=f"{alias_of(cluster)}-*", features="aliases").body
    for name in found:
        if stamp_of(name) and name not in kept:
            client.options(ignore_status=404).indices.delete(index=name)
