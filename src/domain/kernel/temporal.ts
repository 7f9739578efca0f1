/** The one door to Temporal: when the platform ships it natively, only this file changes. */
export { Temporal } from 'temporal-polyfill';
