// What encender's $apply makes of exported plans, for given truths of their definitions.
//
// node apply_plans.mjs NODE_MODULES < request. The request is {resources, cases: [{plan, truths, engine}]}; the answer
// [{actions, resources}], the ids of all actions that apply and the kinds of what was made. With `engine` the truths are
// an ELM library that cql-execution runs in encender's own worker; without, they are told to encender directly.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const packages = process.argv[2];
const { applyPlan, simpleResolver } = await import(pathToFileURL(join(packages, "encender/src/main.js")).href);
const { resources, cases } = JSON.parse(readFileSync(0, "utf8"));
const patient = { resourceType: "Patient", id: "p" };

const SYSTEM = "urn:hl7-org:elm-types:r1";
const FHIR = "http://hl7.org/fhir";

function elm(library, truths) {
  const defined = Object.entries(truths).map(([name, value]) => ({
    name,
    context: "Patient",
    accessLevel: "Public",
    expression:
      value === null ? { type: "Null" } : { type: "Literal", valueType: `{${SYSTEM}}Boolean`, value: String(value) },
  }));
  const person = { type: "SingletonFrom", operand: { type: "Retrieve", dataType: `{${FHIR}}Patient` } };
  return {
    library: {
      identifier: { id: library.name, version: library.version },
      schemaIdentifier: { id: "urn:hl7-org:elm", version: "r1" },
      usings: {
        def: [
          { localIdentifier: "System", uri: SYSTEM },
          { localIdentifier: "FHIR", uri: FHIR, version: "4.0.1" },
        ],
      },
      statements: { def: [{ name: "Patient", context: "Patient", expression: person }, ...defined] },
    },
  };
}

class Told {
  constructor(truths) {
    this.truths = truths;
  }
  on(_kind, listener) {
    this.listener = listener;
  }
  postMessage({ expression }) {
    if (expression === undefined) return;
    if (!(expression in this.truths)) throw new Error(`the library has no ${expression}`);
    queueMicrotask(() => this.listener({ expression, result: this.truths[expression] }));
  }
  terminate() {}
}

function ids(actions) {
  return (actions ?? []).flatMap((one) => [one.id, ...ids(one.action)]);
}

const answers = [];
for (const { plan, truths, engine } of cases) {
  const library = resources.find((one) => one.resourceType === "Library" && one.url.startsWith(plan.split(":PlanDefinition:")[0]));
  const text = Buffer.from(JSON.stringify(elm(library, truths))).toString("base64");
  const filled = { ...library, content: [{ contentType: "application/elm+json", data: text }] };
  const every = [patient, filled, ...resources.filter((one) => one !== library)];
  const aux = engine ? {} : { isNodeJs: true, WorkerFactory: () => new Told(truths) };
  const start = resources.find((one) => one.url === plan);
  const made = await applyPlan(start, "Patient/p", simpleResolver(every), aux);
  const groups = made.filter((one) => one.resourceType === "RequestGroup");
  answers.push({
    actions: groups.flatMap((one) => ids(one.action)).sort(),
    resources: made.filter((one) => !["CarePlan", "RequestGroup"].includes(one.resourceType)),
  });
}
process.stdout.write(JSON.stringify(answers));
