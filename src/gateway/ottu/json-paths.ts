import { field, isObject, type JsonObject } from './json-fields.js';

/** What stands at the end of the path; null when the body has no such place. */
export function at(object: JsonObject, ...path: string[]): unknown {
  let value: unknown = object;
  for (const step of path) {
    if (!isObject(value)) return null;
    value = field(value, step);
  }
  return value;
}

/** The objects of a list; none when it is no list. */
export function inList(object: JsonObject, name: string): JsonObject[] {
  const list = field(object, name);
  return Array.isArray(list) ? list.filter(isObject) : [];
}
