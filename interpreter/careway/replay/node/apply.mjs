// The actions of an exported PlanDefinition for many patients, through encender's $apply.
//
// JSON lines on standard input. First {main, elm, valueSets, tellsValues} as for execute.mjs, and {plans: [canonical address],
// resources: [PlanDefinition, ActivityDefinition, Library]}, answered with {ready: true}; then requests as for execute.mjs,
// answered as there, so that nothing is computed twice, with {actions: [{plan, action}]} besides: all that apply, those of
// the plans within a plan too; or {unapplied: error}.
//
// Left to itself encender starts a worker thread for each plan of each patient, evaluates at the wall clock, and cannot
// hand a date to a parameter. So it is given a worker of ours, which evaluates with the same engine in this process.
// Which actions apply, and which plans are looked into, is encender's own decision.

import { load, patientOf, plain, resultsOf } from "./evaluate.mjs";
import { serve, told } from "./modules.mjs";
import { applyPlan, simpleResolver } from "encender";

function setUp(first) {
  const state = load(first);
  const plans = first.plans.map((url) => {
    const found = first.resources.find((one) => one.resourceType === "PlanDefinition" && one.url === url);
    if (!found) throw new Error(`there is no PlanDefinition ${url}`);
    return found;
  });
  return { ...state, plans, resources: first.resources };
}

class Worker {
  constructor(patient, failures) {
    this.patient = patient;
    this.failures = failures;
  }

  on(_kind, listener) {
    this.listener = listener;
  }

  postMessage({ expression }) {
    if (expression === undefined) return; // libraries and patient are known already
    this.patient
      .value(expression)
      .catch((error) => {
        this.failures.push(error);
        return null;
      })
      .then((result) => this.listener({ expression, result: plain(result) }));
  }

  terminate() {}
}

await serve(setUp, async (state, request) => {
  const patient = patientOf(state, request);
  const answer = await resultsOf(state, patient, request.definitions);
  try {
    return { ...answer, actions: await actionsOf(state, patient, request.bundle) };
  } catch (error) {
    return { ...answer, unapplied: told(error, state.tellsValues) };
  }
});

async function actionsOf(state, patient, bundle) {
  const failures = [];
  const resources = bundle.entry.map((entry) => entry.resource);
  const person = resources.find((one) => one.resourceType === "Patient");
  const resolver = simpleResolver([...resources, ...state.resources]);
  const aux = {
    isNodeJs: true,
    WorkerFactory: () => new Worker(patient, failures),
    elmJsonDependencies: { [state.library.name]: state.main },
  };
  const actions = [];
  for (const plan of state.plans) {
    const applied = await applyPlan(plan, `Patient/${person.id}`, resolver, aux);
    if (failures.length) throw failures[0];
    for (const group of applied.filter((one) => one.resourceType === "RequestGroup")) {
      collect(group.action ?? [], group.instantiatesCanonical, actions);
    }
  }
  return actions;
}

function collect(items, plan, into) {
  for (const item of items) {
    into.push({ plan, action: item.id });
    collect(item.action ?? [], plan, into);
  }
}
