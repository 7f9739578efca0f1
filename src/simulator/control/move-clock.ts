import { objectBody } from '../api/body.js';
import { BodyCheck } from '../api/check.js';
import { fieldErrors } from '../api/errors.js';
import type { World } from '../world.js';

const DRAIN_MS = 5_000;
const FIELDS = ['advance_seconds', 'now', 'at_least', 'frozen'];

/**
 * Moves the clock forward and waits (a little) for the webhooks sent on the way, so that whoever moved
 * it finds them delivered. Time never goes back: what was done at a later hour cannot be undone.
 */
export async function moveClock(world: World, given: unknown) {
  const body = objectBody(given);
  const check = new BodyCheck(body);
  for (const name of Object.keys(body)) {
    if (!FIELDS.includes(name)) check.fail(name, `Unknown field. Known: ${FIELDS.join(', ')}.`);
  }
  if (body.frozen !== undefined && typeof body.frozen !== 'boolean')
    check.fail('frozen', 'Must be a boolean.');
  const target = targetOf(world, body, check);
  if (check.failed) throw fieldErrors(check.errors);
  if (body.frozen === true) world.clock.freeze(true);
  const ran = target === null ? world.scheduler.runDue() : world.scheduler.moveTo(target);
  if (body.frozen === false) world.clock.freeze(false);
  world.store.commit();
  if (ran > 0) await world.webhooks.drain(DRAIN_MS / (world.settings.webhook.speed || 1));
  return { now: world.clock.iso(), frozen: world.clock.frozen, ran };
}

function targetOf(world: World, body: Record<string, unknown>, check: BodyCheck): number | null {
  if (body.advance_seconds !== undefined) {
    const seconds = Number(body.advance_seconds);
    if (Number.isFinite(seconds) && seconds >= 0 && seconds <= 4e9) return world.clock.now() + seconds * 1000;
    check.fail('advance_seconds', 'Must be a number of zero or more.');
  } else if (body.at_least !== undefined || body.now !== undefined) {
    const name = body.now === undefined ? 'at_least' : 'now';
    const text = body[name];
    const at = typeof text === 'string' ? Date.parse(text) : NaN;
    if (Number.isNaN(at)) check.fail(name, 'Must be an ISO 8601 time.');
    else if (name === 'at_least') return Math.max(at, world.clock.now());
    // The second of grace lets a caller send the very time it has just read.
    else if (at < world.clock.now() - 1000)
      check.fail('now', `The clock shows ${world.clock.iso()}; it cannot go back.`);
    else return Math.max(at, world.clock.now());
  }
  return null;
}
