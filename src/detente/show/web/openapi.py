"""How does a program learn what the HTTP API takes and gives? An OpenAPI 3.1 document made from the same types."""

from dataclasses import fields
from typing import Any

import msgspec

from detente.ledger import Filter
from detente.records import Actor, Channel, CopyGroup, Dispute, Event, Incident, Position, Report, Statement, Tension
from detente.show.kinds import KINDS
from detente.show.web.listing import ORDERED

TYPES: dict[str, type] = {
    "events": Event, "incidents": Incident, "statements": Statement, "reports": Report, "positions": Position,
    "actors": Actor, "copies": CopyGroup, "disputes": Dispute, "channels": Channel,
}  # fmt: skip
SHORT_DAY = r"^(\d{4}(-(0[1-9]|1[0-2]))?|today|yesterday|[1-9]\d{0,2}[dwmy])?$"
"""A month, a year, or days counted back from today."""
ERRORS = {
    "400": "something asked for is not there to be asked; one sentence says what",
    "404": "no such record, crisis or snapshot",
    "503": "the ledger cannot be read now, or the question took too long",
}


def _parameters() -> list[dict[str, Any]]:
    out = []
    for f in fields(Filter):
        many = f.type == tuple[str, ...]
        one: dict[str, Any] = {"type": "string", "maxLength": 2000}
        if f.name == "limit":
            one = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
        if f.name in ("since", "until"):
            one = {"type": "string", "anyOf": [{"format": "date"}, {"pattern": SHORT_DAY}], "example": "2025-05-07"}
        if f.name == "rejected":
            one = {"type": "boolean"}
        schema = {"type": "array", "items": one} if many else one
        out.append({"name": f.name, "in": "query", "required": False, "schema": schema})
    return out


def _answers(schema: dict[str, Any], *more: str) -> dict[str, Any]:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    out: dict[str, Any] = {"200": {"description": "found", "content": {"application/json": {"schema": schema}}}}
    out |= {code: {"description": told, "content": error} for code, told in ERRORS.items()}
    for code in more:
        out[code] = {"description": "written" if code == "201" else "refused", "content": error}
    return out


def document(version: str) -> dict[str, Any]:
    """The OpenAPI document."""
    _, known = msgspec.json.schema_components([*TYPES.values(), Tension], ref_template="#/components/schemas/{name}")
    for schema in known.values():
        schema.pop("additionalProperties", None)  # lists add 'revision' and 'review' to a record
    text = {"type": ["string", "null"]}
    known["Error"] = {"type": "object", "properties": {"error": {"type": "string"}, "status": {"type": "integer"}}}
    form = {"name": "format", "in": "query", "schema": {"enum": ["json", "jsonl", "csv"]}}
    paths: dict[str, Any] = {}
    for name, type_ in TYPES.items():
        records = {"type": "array", "items": {"$ref": f"#/components/schemas/{type_.__name__}"}}
        schema = {"type": "object", "properties": {"records": records, "next": text}, "required": ["records", "next"]}
        order = ORDERED.get(KINDS[name])
        summary = f"List {name}" + (f", {order}" if order else "")
        told = {"summary": summary, "operationId": name, "parameters": [*_parameters(), form]}
        answers = _answers(schema)
        for form_type in ("text/csv", "application/x-ndjson"):
            answers["200"]["content"][form_type] = {"schema": {"type": "string"}}
        paths[f"/api/v1/{name}"] = {"get": told | {"responses": answers}}
    ident = {
        "name": "ident",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9-]+$"},
    }
    anything: dict[str, Any] = {"type": "object"}

    def get(summary: str, *parameters: dict[str, Any]) -> dict[str, Any]:
        return {"get": {"summary": summary, "parameters": list(parameters), "responses": _answers(anything)}}

    def must(name: str) -> dict[str, Any]:
        return {
            "name": name,
            "in": "query",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 2000},
        }

    paths["/api/v1/records/{ident}"] = get("One record with its revisions", ident)
    paths["/api/v1/readings/{ident}"] = get("One report with all that was read in it", ident)
    paths["/api/v1/facets/{name}"] = get(
        "Counts of a list",
        {**ident, "name": "name", "schema": {"enum": sorted(set(TYPES) - {"actors", "copies"})}},
        *_parameters(),
    )
    days = {"type": "array", "items": {"$ref": "#/components/schemas/Tension"}}
    paths["/api/v1/tension"] = get("The tension of two sides by day", must("a"), must("b"), *_parameters())
    paths["/api/v1/tension"]["get"]["responses"] = _answers(days)
    paths["/api/v1/deleted"] = get("Ids that no longer stand", must("since"))
    actions = ["accept", "reject", "edit", "merge", "split", "undo"]
    body = {"type": "object", "properties": {k: {"type": "string"} for k in ("id", "author", "reason")},
            "required": ["author"]}  # fmt: skip
    paths["/api/v1/review/{action}"] = {
        "post": {
            "summary": "Correct the ledger; nothing is overwritten",
            "parameters": [{**ident, "name": "action", "schema": {"enum": actions}}],
            "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
            "responses": _answers(anything, "201", "403", "409"),
            "security": [{"token": []}],
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "detente", "version": version, "description": "Who says what, never who is right."},
        "paths": paths,
        "components": {"schemas": known, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    }
