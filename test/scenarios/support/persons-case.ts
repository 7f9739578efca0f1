import { openAttempt } from '../../integration/operations/desk.js';
import type { World } from '../../support/world.js';
import { books } from './books.js';

/** The next charge is not answered and moves nothing. */
export async function loseNextAnswer(world: World): Promise<void> {
  await world.fault({ endpoint: 'auto_debit' }, { type: 'force_outcome', outcome: 'no_answer' });
}

/** Of what was charged last and not answered the platform says that another amount was paid: a person's case. */
export async function contradictTheLast(world: World): Promise<void> {
  const { order_no } = (await books(world)).attempts.at(-1)!;
  const lie = { type: 'wrong_echo', fields: { state: 'paid', result: 'success', amount: '1.000' } };
  await world.fault({ endpoint: 'retrieve', order_no }, lie, { times: null });
  await world.advanceBy({ minutes: 2 });
  await openAttempt(world);
}

/** The platform is right again, and a person has found that no money moved. */
export async function sayNotPaid(world: World): Promise<void> {
  await world.clearFaults();
  const word = { outcome: 'not_paid', evidence: 'The statement of the gateway was read for the whole day.' };
  await world.post(`/v1/ops/manual/${await openAttempt(world)}/resolve`, { ...word, by: 'Noura' });
}
