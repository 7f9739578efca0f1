import type { Mutant } from '../mutant.js';
import { ANSWERS } from './answers.js';
import { SENDING } from './sending.js';
import { TRANSPORT } from './transport.js';

export const MUTANTS: readonly Mutant[] = [...ANSWERS, ...TRANSPORT, ...SENDING];
