// The definitions of an exported library for many patients, through cql-execution.
//
// JSON lines on standard input. First {main, elm: {name: ELM}, valueSets: {url: [{system, code}]}, tellsValues}, answered
// with {ready: true}; then {id, bundle, asOf, parameters: {name: text}, definitions: [name]} (`definitions` left out: all),
// each answered with {id, results: {name: value}} or {id, error}. A definition that fails while others do not is told
// of in {id, results, failed: {name: error}}. `tellsValues` lets errors say more than their kind and place: only for
// cases that an author made up.

import { load, patientOf, resultsOf } from "./evaluate.mjs";
import { serve } from "./modules.mjs";

await serve(load, async (state, request) => resultsOf(state, patientOf(state, request), request.definitions));
