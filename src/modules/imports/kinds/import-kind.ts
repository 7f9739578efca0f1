import type { FieldFault } from '../../../platform/http/app-error.js';
import type { Merchant } from '../../merchants/index.js';

export interface CheckedLine<T> {
  line: number;
  value: T;
}

/** Something that now exists under the line's external id; or would, in a dry run. */
export interface Imported {
  id: bigint;
  publicId: string;
}

export type ApplyResult = Imported | { errors: FieldFault[] };

export interface ImportContext {
  merchant: Merchant;
  now: Date;
  dryRun: boolean;
}

export function faulty(field: string, message: string): { errors: FieldFault[] } {
  return { errors: [{ field, message }] };
}
