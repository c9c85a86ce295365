"""The indexes behind a name: one a generation, and an alias that points to the one that serves.

An index or alias that does not say in its `_meta` that it is ours, and of this name, is never touched.
"""

import datetime
import secrets

from search.engines.base import EngineError, NoIndex
from search.engines.opensearch import layout
from search.engines.opensearch.failures import Problem

REBUILD = "`manage.py rebuild_index` makes a new one."


class Generations:
    """Makes, finds, switches and drops them; `ask` is that of `Cluster`, with its time given."""

    def __init__(self, ask, name: str, place: str):
        self._ask, self._name, self._place = ask, name, place

    def serving(self, *, local: bool = False) -> str | None:
        """Return the index that the alias points to, None where there is no such alias. Raises where it is not ours.

        `local` asks the node itself, which knows it also while the cluster has nobody at its head.
        """
        found = self._get(self._name, local)
        if not found:
            return None
        if self._name in found:
            raise EngineError(f"There is an index {self._name} {self._at}, no alias, and {self._foreign}")
        if len(found) > 1:
            raise EngineError(
                f"The alias {self._name} {self._at} points to {len(found)} indexes, not to one: take out the others."
            )
        ((index, told),) = found.items()
        if not self._is_ours(told):
            raise EngineError(f"The alias {self._name} {self._at} points to {index}, and {self._foreign}")
        return index

    def check(self, index: str) -> int:
        """Return how many shards an index of ours has. Raises `NoIndex` unless its mapping is the one made here."""
        told = self._get(index, True).get(index)
        if told is None:
            raise self.none()
        if not self._is_ours(told):
            raise EngineError(f"The alias {self._name} {self._at} points to {index}, and {self._foreign}")
        mapping = told["mappings"]
        if mapping["_meta"].get("library") == layout.LIBRARY and layout.differs(mapping):
            raise NoIndex(f"The mapping of {index} {self._at} is not the one that this archive makes: {REBUILD}")
        return int(told["settings"]["index"]["number_of_shards"])

    def none(self) -> NoIndex:
        """Return what to raise where there is no index."""
        return NoIndex(f"There is no index {self._name} {self._at} yet: {REBUILD}")

    def unfinished(self, index: str) -> NoIndex:
        """Return what to raise where an index lacks the document that says what it contains."""
        return NoIndex(f"The index {index} {self._at} does not say what it contains: {REBUILD}")

    def create(self, fingerprint: str, shards: int, replicas: int) -> str:
        """Make an empty index with a name of its own, and a door to it; returns its name."""
        moment = datetime.datetime.now(datetime.UTC)
        index = f"{self._name}-g-{moment:%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
        body = {
            "settings": layout.settings(shards, replicas),
            "mappings": layout.mapping(self._name, fingerprint),
            "aliases": {door(index): {}},
        }
        # a copy that is not there yet could not stand in for a node that dies meanwhile
        params = {"wait_for_active_shards": "all", "timeout": "10s"} if replicas else None
        self._ask("PUT", f"/{index}", body, params)
        return index

    def wait_for_copies(self, index: str) -> None:
        """Wait until no copy is just being made, for half a minute at most: before, one dead node could take all."""
        params = {"wait_for_no_initializing_shards": "true", "timeout": "30s"}
        try:
            self._ask("GET", f"/_cluster/health/{index}", params=params)
        except Problem as error:
            if error.status != 408:  # it took longer: copies are made while the index serves
                raise

    def point_to(self, index: str, before: str | None) -> None:
        """Let the alias point to another index, in one step."""
        actions = [{"add": {"index": index, "alias": self._name}}]
        if before:
            actions.append({"remove": {"index": before, "alias": self._name}})
        self._ask("POST", "/_aliases", {"actions": actions})

    def drop(self, *indexes: str) -> None:
        """Delete indexes; those that are gone are no mistake."""
        for index in indexes:
            try:
                self._ask("DELETE", f"/{index}")
            except Problem as error:
                if error.status != 404:
                    raise

    def confirm_alone(self, serving: str) -> None:
        """Raise `EngineError` where an index of this name is left beside the one that serves."""
        if left := self.others(serving):
            raise EngineError(f"The index {left[0]} {self._at} was deleted, and is there still: rebuild again.")

    def drop_all(self) -> None:
        """Delete every index of this name, also one whose maker was interrupted while the server makes it."""
        self._ask("GET", "/_cluster/health", params={"wait_for_events": "languid", "timeout": "30s"})
        self.drop(*self.others(None))

    def drop_unless_serving(self, index: str) -> None:
        """Delete an index that a rebuild left half made; where nobody answers, the next rebuild does."""
        try:
            if self.serving() != index:
                self.drop(index)
        except EngineError:
            pass  # what made the rebuild fail is what is to be told

    def others(self, serving: str | None) -> list[str]:
        """Return the indexes of this name that do not serve: the one before, and what killed rebuilds left."""
        found = self._get(f"{self._name}-g-*", False)
        return sorted(index for index, told in found.items() if self._is_ours(told) and index != serving)

    def _get(self, what, local):
        try:
            return self._ask("GET", f"/{what}", params={"local": "true"} if local else None)
        except Problem as error:
            if error.status == 404:
                return {}
            raise

    def _is_ours(self, told):
        meta = told["mappings"].get("_meta", {})
        return (meta.get("made_by"), meta.get("name")) == (layout.MADE_BY, self._name)

    @property
    def _at(self):
        return f"in OpenSearch at {self._place}"

    @property
    def _foreign(self):
        return "this archive did not make it: take another name in SEARCH_URL."


def door(index: str) -> str:
    """Return the alias that documents are written through.

    A request that insists on an alias cannot bring an index back that was deleted meanwhile, without its mapping.
    """
    return f"{index}-door"
