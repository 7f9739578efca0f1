import type { FieldFault } from '../../../platform/http/app-error.js';
import { faultsOfObject } from '../../../platform/http/validation.js';
import type { ImportKind } from '../import.entity.js';
import { LINE_CLASSES, type LineOf, SHOWN } from './lines.js';

/** A line as its kind wants it, or all that is wrong with it. */
export function checkLine<K extends ImportKind>(
  kind: K,
  data: Record<string, unknown>,
): { line: LineOf[K] } | { errors: FieldFault[] } {
  const taken = Object.fromEntries(Object.entries(data).filter(([name]) => !SHOWN[kind].includes(name)));
  const { object, faults } = faultsOfObject(LINE_CLASSES[kind], taken);
  return faults.length > 0 ? { errors: faults } : { line: object };
}
