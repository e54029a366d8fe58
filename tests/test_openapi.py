"""Does the HTTP API do what its own document says, whatever is asked of it within that document and beside it?

Schemathesis makes the requests from the document: values that fit it and values that do not. The seed is fixed, so that
the same requests are made in every run. One check is left out: that all that fits the document is accepted. Days that
run backwards and a search without a letter are refused with a sentence, and no document can tell of such rules.
"""

import copy

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from detente.ledger import open_ledger
from detente.show.web.app import Site, make_app
from detente.show.web.guard import Door
from detente.show.web.openapi import document
from detente.upkeep import update
from told import item, told

EXAMPLES = 12
load_all_checks()


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> schemathesis.BaseSchema:
    ledger = open_ledger(str(tmp_path_factory.mktemp("api") / "ledger.db"), create=True)
    for n in range(1, 4):
        ledger.keep(told(n), item(told(n)))
    update(ledger)
    ledger.snapshot("then", author="tests")
    made = make_app(Site(ledger, Door(frozenset({"testserver", "localhost", "127.0.0.1"}), None)))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", made)


OPERATIONS = sorted((path, method.upper()) for path, methods in document("0")["paths"].items() for method in methods)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_does_what_its_document_says(
    schema: schemathesis.BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    operation = schema[path][method]

    @seed(20250510)
    @settings(max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    ask()


def test_schemathesis_would_find_a_fault(schema: schemathesis.BaseSchema) -> None:
    wrong = copy.deepcopy(schema.raw_schema)
    wrong["components"]["schemas"]["Event"]["properties"]["type"] = {"type": "integer"}
    again = schemathesis.openapi.from_dict(wrong)
    answer = schema["/api/v1/events"]["GET"].Case().call()
    with pytest.raises(Exception, match="violates schema"):
        again["/api/v1/events"]["GET"].validate_response(answer)
