// An exported library on one patient's bundle, through cql-execution.
//
// Each definition is computed once for a patient, whoever asks: the engine keeps what one definition gave for those that
// refer to it, and so it is asked here within one context. The instant of the question is given; the wall clock is never
// read, and TZ must be UTC.

import { require, told } from "./modules.mjs";

const cql = require("cql-execution");
const fhir = require("cql-exec-fhir");

// `elm` holds the ELM of each library by name, `valueSets` codes by address: {url: [{system, code}]}.
export function load({ main, elm, valueSets = {}, tellsValues = false }) {
  if (!(main in elm)) throw new Error(`there is no library ${main}`);
  const codes = Object.fromEntries(Object.entries(valueSets).map(([url, members]) => [url, { "": members }]));
  return {
    main: elm[main],
    library: new cql.Library(elm[main], new cql.Repository(elm)),
    codeService: new cql.CodeService(codes),
    source: fhir.PatientSource.FHIRv401(),
    declared: parametersOf(elm[main]),
    used: usedBy(elm[main]),
    needs: new Map(),
    tellsValues,
  };
}

function parametersOf(elm) {
  const declared = new Map();
  for (const one of elm.library.parameters?.def ?? []) {
    const type = one.parameterTypeSpecifier?.name ?? one.resultTypeName ?? one.default?.valueType ?? "";
    declared.set(one.name, type.replace("{urn:hl7-org:elm-types:r1}", ""));
  }
  return declared;
}

// The definitions that a definition needs, itself too, in the order of the library.
function needsOf(state, name) {
  if (!state.needs.has(name)) {
    const found = new Set();
    const stack = [name];
    while (stack.length) {
      const one = stack.pop();
      if (found.has(one)) continue;
      found.add(one);
      stack.push(...(state.used.get(one) ?? []));
    }
    state.needs.set(name, [...state.used.keys()].filter((one) => found.has(one) && one in state.library.expressions));
  }
  return state.needs.get(name);
}

// For each definition and function of the library, those of the same library that its text names.
function usedBy(elm) {
  const used = new Map();
  for (const one of elm.library.statements?.def ?? []) {
    const names = used.get(one.name) ?? new Set();
    const stack = [one.expression];
    while (stack.length) {
      const node = stack.pop();
      if (node === null || typeof node !== "object") continue;
      if ((node.type === "ExpressionRef" || node.type === "FunctionRef") && !node.libraryName) names.add(node.name);
      stack.push(...Object.values(node));
    }
    used.set(one.name, names);
  }
  return used;
}

// What the definitions of one patient are asked through: `value(name)`.
export function patientOf(state, { bundle, asOf, parameters = {} }) {
  const now = cql.DateTime.parse(asOf);
  if (now === null) throw new Error("asOf is no date and time with an offset");
  const given = { "As Of": now };
  for (const [name, value] of Object.entries(parameters)) given[name] = read(state.declared, name, value);
  if (!state.declared.has("As Of")) delete given["As Of"];
  state.source.reset();
  state.source.loadBundles([bundle]);
  const patient = state.source.currentPatient();
  if (!patient) throw new Error("the bundle has no patient");
  const context = new cql.PatientContext(state.library, patient, state.codeService, given, now);
  return {
    async value(name) {
      if (!Object.hasOwn(state.library.expressions, name)) throw new Error(`there is no definition ${name}`);
      // What it rests on, in the order of the library: the engine judges operands at the same time, and would compute one
      // that two of them need twice.
      for (const one of needsOf(state, name)) if (context.get(one) instanceof cql.Expression) await context.get(one).execute(context);
      const known = context.get(name);
      return known instanceof cql.Expression ? known.execute(context) : known;
    },
  };
}

// A parameter comes as text, so that no digit of it is lost on the way, and is read as the type that it is declared of.
function read(declared, name, value) {
  if (!declared.has(name)) throw new Error(`there is no parameter ${name}`);
  const type = declared.get(name);
  if (value === null) return null;
  switch (type) {
    case "Boolean":
      return value === true || value === "true";
    case "Decimal":
    case "Integer":
      return number(name, value);
    case "String":
      return String(value);
    case "Date":
      return cql.Date.parse(value);
    case "DateTime":
      return cql.DateTime.parse(value);
    case "Quantity": {
      const [amount, ...unit] = String(value).split(" ");
      return new cql.Quantity(number(name, amount), unit.join(" ") || "1");
    }
    default:
      throw new Error(`the parameter ${name} is of a type that cannot be given: ${type}`);
  }
}

function number(name, value) {
  const found = Number(value);
  if (!Number.isFinite(found) || String(value).trim() === "") throw new Error(`the parameter ${name} is no number`);
  return found;
}

// {results: {name: value}}, with {failed: {name: error}} where a definition fails while others do not.
export async function resultsOf(state, patient, definitions) {
  const results = {};
  const failed = {};
  for (const name of definitions ?? definitionsOf(state)) {
    try {
      results[name] = plain(await patient.value(name));
    } catch (error) {
      failed[name] = told(error, state.tellsValues);
    }
  }
  return Object.keys(failed).length ? { results, failed } : { results };
}

function definitionsOf(state) {
  return Object.values(state.library.expressions)
    .filter((one) => one.context === "Patient" && one.name !== "Patient")
    .map((one) => one.name);
}

// A value of the engine as JSON: unknown is null, dates and times are ISO text; of a resource only its type is told.
export function plain(value) {
  if (value === null || value === undefined) return null;
  if (["boolean", "number", "string"].includes(typeof value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value.isDateTime || value.isDate) return value.toString();
  if (value.isQuantity) return { value: value.value, unit: value.unit ?? "1" };
  if (value.isInterval) return { low: plain(value.low), high: plain(value.high) };
  if (value.isCode) return { code: value.code, system: value.system };
  if (typeof value.getTypeInfo === "function" || value.json !== undefined) return { resource: value.getTypeInfo?.().name };
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]));
}
