// CQL to ELM with the reference translator.
//
// Reads one JSON object from standard input: {main, sources: {library name: CQL text}, locators}. Writes one JSON object
// to standard output: {elm: {library name: ELM JSON text}, findings: [{severity, library, line, column, message}]}, or
// {error} where it could not run. All libraries are translated in one process: nearly all of the time goes into the
// model information of FHIR, which is read once. `locators` adds places and types to the ELM, which the engines do not
// need. Findings are taken from the annotations of the ELM: the translator's own exceptions hold no severity.

import { answer, require, text } from "./modules.mjs";
import fs from "node:fs";
import path from "node:path";

async function translate({ main, sources, locators }) {
  const { SystemModelInfoProvider } = await import("@cqframework/cql/cql");
  const elm = await import("@cqframework/cql/cql-to-elm");
  const manager = libraryManager(elm, new SystemModelInfoProvider(), sources, locators);
  const translated = new Map();
  for (const name of [main, ...Object.keys(sources).sort()]) {
    if (translated.has(name)) continue;
    const translator = elm.CqlTranslator.fromText(sources[name], manager);
    for (const [id, library] of translator.libraries.asJsReadonlyMapView()) {
      if (!translated.has(id.id)) translated.set(id.id, elm.CqlTranslator.convertToJson(library));
    }
    translated.set(name, translator.toJson());
  }
  const findings = [];
  for (const name of [...translated.keys()].sort()) {
    const library = JSON.parse(translated.get(name)).library;
    for (const one of library.annotation ?? []) {
      // An error within an included library is told of again in the library that includes it.
      if (one.errorSeverity !== undefined && (one.libraryId ?? name) === name) findings.push(finding(one, name));
    }
  }
  return { elm: Object.fromEntries([...translated].sort()), findings };
}

function finding(annotation, name) {
  return {
    severity: annotation.errorSeverity,
    library: name,
    line: annotation.startLine ?? 0,
    column: annotation.startChar ?? 0,
    message: annotation.message ?? "",
  };
}

function libraryManager(elm, system, sources, locators) {
  const models = new elm.ModelManager();
  const folder = path.join(path.dirname(require.resolve("cql-exec-fhir")), "modelInfos");
  const provider = elm.createModelInfoProvider((id, _, version) => {
    const file = path.join(folder, `${id.toLowerCase()}-modelinfo-${version}.xml`);
    return fs.existsSync(file) ? elm.stringAsSource(fs.readFileSync(file, "utf8")) : null;
  });
  models.modelInfoLoader.registerModelInfoProvider(provider);
  models.modelInfoLoader.registerModelInfoProvider(system); // without it no name is known, not even Boolean
  const { Options } = elm.CqlCompilerOptions;
  const options = new elm.CqlCompilerOptions();
  const places = [Options.EnableLocators, Options.EnableAnnotations, Options.EnableResultTypes];
  options.setOptions([Options.DisableListDemotion, Options.DisableListPromotion, ...(locators ? places : [])]);
  const manager = new elm.LibraryManager(models, options, undefined, unitService(elm));
  const source = elm.createLibrarySourceProvider((id) => (id in sources ? elm.stringAsSource(sources[id]) : null));
  manager.librarySourceLoader.registerProvider(source);
  return manager;
}

// The translator asks only whether a unit is one; without this service every literal with a unit is an error.
function unitService(elm) {
  const units = require("@lhncbc/ucum-lhc").UcumLhcUtils.getInstance();
  const never = () => {
    throw new Error("the translator does not reckon with units");
  };
  const validate = (unit) => {
    const found = units.validateUnitString(unit);
    return found.status === "valid" ? null : [found.msg].flat().join("; ");
  };
  return elm.createUcumService(never, validate, never, never);
}

await answer(async () => translate(JSON.parse(await text(process.stdin))));
