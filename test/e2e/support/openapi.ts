import type { Json } from '../../support/api-client.js';

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const TYPES = ['string', 'number', 'integer', 'boolean', 'array', 'object'];

export interface Operation {
  name: string;
  path: string;
  method: string;
  operation: Json;
}

export function operationsOf(document: Json): Operation[] {
  return Object.entries<Json>(document.paths).flatMap(([path, item]) =>
    Object.keys(item)
      .filter((method) => METHODS.includes(method))
      .map((method) => ({ name: `${method.toUpperCase()} ${path}`, path, method, operation: item[method] })),
  );
}

/** The body that a reader of /docs would send to this operation, as the document shows it; none when it takes none. */
export function exampleBody(document: Json, operation: Json): Json {
  const [named] = examplesOf(operation);
  const schema = operation.requestBody?.content['application/json'].schema;
  return named ?? (schema && exampleOf(document, schema));
}

/** The bodies that the document offers to choose from, where fields of a body exclude each other. */
export function examplesOf(operation: Json): Json[] {
  const examples = operation.requestBody?.content['application/json']?.examples ?? {};
  return Object.values<Json>(examples).map(({ value }) => value);
}

function exampleOf(document: Json, schema: Json): Json {
  if (schema.$ref) return exampleOf(document, resolve(document, schema.$ref));
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part: Json) => exampleOf(document, part)));
  if (schema.example !== undefined) return schema.example;
  if (schema.type === 'array') return [exampleOf(document, schema.items)];
  const properties = Object.entries<Json>(schema.properties ?? {});
  return Object.fromEntries(properties.map(([name, property]) => [name, exampleOf(document, property)]));
}

/** Where a document breaks a rule of OpenAPI 3.0 that a client generator would stumble over. */
export function faultsOf(document: Json): string[] {
  const faults: string[] = [];
  const must = (holds: boolean, fault: string) => void (holds || faults.push(fault));
  must(/^3\.0\.\d+$/.test(document.openapi), `openapi is ${document.openapi}`);
  must(isText(document.info?.title) && isText(document.info?.version), 'info lacks title or version');
  must(
    Object.keys(document.paths).every((path) => path.startsWith('/')),
    'a path does not begin with /',
  );
  const all = operationsOf(document);
  const ids = all.map(({ operation }) => operation.operationId);
  must(new Set(ids).size === ids.length && ids.every(isText), 'an operationId is missing or used twice');
  for (const one of all) faults.push(...operationFaults(one));
  for (const reference of referencesIn(document)) {
    must(resolve(document, reference) !== undefined, `${reference} leads nowhere`);
  }
  for (const [where, schema] of schemasIn(document, '#')) faults.push(...schemaFaults(where, schema));
  for (const name of securityNamesIn(document, all)) {
    must(
      document.components.securitySchemes?.[name] !== undefined,
      `the security scheme ${name} is not described`,
    );
  }
  return faults;
}

function operationFaults({ name, path, operation }: Operation): string[] {
  const faults: string[] = [];
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  const declared = (operation.parameters ?? []).filter((parameter: Json) => parameter.in === 'path');
  const names = declared.map((parameter: Json) => parameter.name);
  if (names.sort().join() !== inPath.sort().join())
    faults.push(`${name}: path parameters ${names.join()} for ${inPath.join()}`);
  if (declared.some((parameter: Json) => parameter.required !== true))
    faults.push(`${name}: optional path parameter`);
  if ((operation.parameters ?? []).some((parameter: Json) => !parameter.schema))
    faults.push(`${name}: no schema`);
  const statuses = Object.keys(operation.responses ?? {});
  if (statuses.length === 0) faults.push(`${name}: no responses`);
  if (!statuses.every((status) => /^([1-5](\d\d|XX)|default)$/.test(status)))
    faults.push(`${name}: ${statuses.join()}`);
  for (const status of statuses) {
    if (typeof operation.responses[status].description !== 'string')
      faults.push(`${name} ${status}: no description`);
  }
  return faults;
}

function schemaFaults(where: string, schema: Json): string[] {
  if (schema.$ref) return [];
  const faults = [];
  if (schema.type !== undefined && !TYPES.includes(schema.type)) faults.push(`${where}: type ${schema.type}`);
  if (schema.type === 'array' && !schema.items) faults.push(`${where}: an array of what?`);
  const missing = (schema.required ?? []).filter((name: string) => !schema.properties?.[name]);
  if (missing.length > 0) faults.push(`${where}: requires ${missing.join()}, which it does not have`);
  return faults;
}

function* schemasIn(value: Json, where: string): Generator<[string, Json]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, entry] of Object.entries<Json>(value)) {
    // What stands in an example is data, whatever its fields are called.
    if (name === 'example' || name === 'examples') continue;
    const path = `${where}/${name}`;
    if (name === 'schema' || name === 'items' || /\/(schemas|properties)$/.test(where)) yield [path, entry];
    yield* schemasIn(entry, path);
  }
}

function referencesIn(value: Json): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<Json>(value).flatMap(([name, entry]) =>
    name === '$ref' ? [entry] : referencesIn(entry),
  );
}

function resolve(document: Json, reference: string): Json {
  return reference
    .split('/')
    .slice(1)
    .reduce((value: Json, name) => value?.[name], document);
}

function securityNamesIn(document: Json, all: Operation[]): string[] {
  const requirements = [
    ...(document.security ?? []),
    ...all.flatMap(({ operation }) => operation.security ?? []),
  ];
  return requirements.flatMap((requirement) => Object.keys(requirement));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
