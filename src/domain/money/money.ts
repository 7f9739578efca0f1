/**
 * The face of this room: exact amounts, their text form, and the only two roundings there are.
 * The rest of the engine imports money from here.
 */
export * from './arithmetic.js';
export * from './decimal.js';
export * from './money-error.js';
export * from './rounding.js';
