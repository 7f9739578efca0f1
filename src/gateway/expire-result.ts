import type { RateLimited, Trouble } from './trouble.js';

/** What became of closing a session against payment. */
export type ExpireResult =
  | { kind: 'expired' }
  /** It was no longer expirable: read it back. */
  | { kind: 'refused'; message: string }
  | { kind: 'unauthorized'; httpStatus: number; message: string }
  | RateLimited
  | { kind: 'trouble'; trouble: Trouble };
