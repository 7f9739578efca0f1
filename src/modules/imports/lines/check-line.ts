import type { FieldFault } from '../../../platform/http/app-error.js';
import { faultsOfObject } from '../../../platform/http/validation.js';
import type { ImportKind } from '../import.entity.js';
import { LINE_CLASSES, type LineOf } from './lines.js';

/** A line as its kind wants it, or all that is wrong with it. */
export function checkLine<K extends ImportKind>(
  kind: K,
  data: Record<string, unknown>,
): { line: LineOf[K] } | { errors: FieldFault[] } {
  const { object, faults } = faultsOfObject(LINE_CLASSES[kind], data);
  return faults.length > 0 ? { errors: faults } : { line: object };
}
