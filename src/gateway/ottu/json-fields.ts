import { isKeepable, keepable } from '../../platform/http/request-body.js';

export type JsonObject = Record<string, unknown>;

/** A field that is not what the contract says. Caught at the edge of each reader and turned into data. */
export class UnreadableField extends Error {
  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}`);
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field's own value; absent is null. Own, because a body may not reach into Object.prototype. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

/** A text of at most `max` characters. Absent, null and empty are null: Ottu sends all three for "none". */
export function optionalText(object: JsonObject, name: string, max: number, shape?: RegExp): string | null {
  const value = textOf(object, name, max);
  if (value === null) return null;
  if (!isKeepable(value)) throw new UnreadableField(name, 'holds a character that cannot be stored');
  if (shape && !shape.test(value)) throw new UnreadableField(name, 'not in the expected form');
  return value;
}

/** As above, of what no decision hangs on: a payment is booked also where its reference cannot be stored as it is. */
export function optionalNote(object: JsonObject, name: string, max: number): string | null {
  const value = textOf(object, name, max);
  return value === null ? null : keepable(value);
}

function textOf(object: JsonObject, name: string, max: number): string | null {
  const value = field(object, name);
  if (value === null || value === '') return null;
  if (typeof value !== 'string') throw new UnreadableField(name, `expected a string, got ${typeof value}`);
  if (value.length > max) throw new UnreadableField(name, `longer than ${max} characters`);
  return value;
}

export function requiredText(object: JsonObject, name: string, max: number, shape?: RegExp): string {
  const value = optionalText(object, name, max, shape);
  if (value === null) throw new UnreadableField(name, 'missing');
  return value;
}

/** A word out of a list. A word that Ottu may add one day is unreadable, never the nearest known one. */
export function optionalWord<T extends string>(
  object: JsonObject,
  name: string,
  words: readonly T[],
): T | null {
  const value = field(object, name);
  if (value === null || value === '') return null;
  const word = words.find((known) => known === value);
  if (word === undefined) throw new UnreadableField(name, 'an unknown word or no string');
  return word;
}

export function optionalObject(object: JsonObject, name: string): JsonObject | null {
  const value = field(object, name);
  if (value === null) return null;
  if (!isObject(value)) throw new UnreadableField(name, 'expected an object');
  return value;
}

/** Runs a reader; what the body gets wrong comes back as data, what we get wrong is thrown. */
export function readOrExplain<T>(read: () => T): { ok: true; value: T } | { ok: false; reason: string } {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof UnreadableField) return { ok: false, reason: error.message };
    throw error;
  }
}
