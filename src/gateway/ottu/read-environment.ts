import { field, type JsonObject, UnreadableField } from './json-fields.js';

/**
 * Whether a payment was made in the sandbox, where no money moves. A live merchant whose gateway account was switched
 * there would otherwise give service for nothing. Absent says nothing: Ottu tells it of some answers only.
 * @throws UnreadableField
 */
export function isOfSandbox(body: JsonObject): boolean {
  const value = field(body, 'is_sandbox');
  if (value === null || value === '') return false;
  const word = typeof value === 'string' ? value.toLowerCase() : JSON.stringify(value);
  if (word !== 'true' && word !== 'false') throw new UnreadableField('is_sandbox', 'expected true or false');
  return word === 'true';
}
