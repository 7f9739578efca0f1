import type { Json, JsonObject } from './state/types.js';

function otherValue(value: Json | undefined): Json {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  if (typeof value !== 'string' || value === '') return 'not-what-you-sent';
  if (/^\d+(\.\d+)?$/.test(value)) return value.replace(/\d/, (digit) => String((Number(digit) % 9) + 1));
  return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
}

/**
 * An answer that does not echo what was asked. `fields` is an object of values to put in, or a list of
 * names whose values are to be altered in some visible way. Without either the amount is altered.
 */
export function alterEcho(body: JsonObject, fields: Json | undefined): JsonObject {
  if (fields && typeof fields === 'object' && !Array.isArray(fields)) return { ...body, ...fields };
  const names = Array.isArray(fields) ? fields.filter((name) => typeof name === 'string') : ['amount'];
  const changed = { ...body };
  for (const name of names) changed[name] = otherValue(body[name]);
  return changed;
}
