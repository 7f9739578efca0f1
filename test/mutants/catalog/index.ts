import type { Mutant } from '../mutant.js';
import { AMOUNTS_AND_DATES } from './amounts-and-dates.js';
import { ANSWERS } from './answers.js';
import { ASKING } from './asking.js';
import { CHANGES } from './changes.js';
import { DATABASE } from './database.js';
import { GIVING_BACK } from './giving-back.js';
import { NEVER_SENT } from './never-sent.js';
import { SAFEGUARDS } from './safeguards.js';
import { SENDING } from './sending.js';
import { SETTLING } from './settling.js';
import { TRANSPORT } from './transport.js';
import { WATCHING } from './watching.js';

export const MUTANTS: readonly Mutant[] = [
  ...TRANSPORT,
  ...ANSWERS,
  ...SAFEGUARDS,
  ...SENDING,
  ...NEVER_SENT,
  ...ASKING,
  ...SETTLING,
  ...GIVING_BACK,
  ...AMOUNTS_AND_DATES,
  ...CHANGES,
  ...DATABASE,
  ...WATCHING,
];
