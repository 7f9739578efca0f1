import type { Chance } from '../../support/chance.js';
import type { World } from '../../support/world.js';
import { scheduled } from './life.js';
import type { Act } from './random-previews.js';

const DAY = 86_400_000;

/** Something that a life may do to its terms, as they stand. */
export type Choose = (world: World, id: string, chance: Chance) => Promise<Act>;

async function later(world: World, days: number): Promise<string> {
  return new Date((await world.now()).getTime() + days * DAY).toISOString();
}

export const stop: Choose = async (world, _id, chance) => {
  const when = chance.pick(['now', 'period_end']);
  switch (chance.whole(0, 2)) {
    case 0: {
      const back = chance.happens(0.7) && { resume_at: await later(world, 20) };
      return { what: 'pause', body: { when, ...back } };
    }
    case 1:
      return { what: 'cancel', body: { when, credit: chance.happens(0.5) } };
    default:
      return { what: 'cancel', body: { when: 'date', at: await later(world, 10) } };
  }
};

export const planPhases =
  (prices: string[]): Choose =>
  async (_world, _id, chance) => {
    const phase = (after: number) => ({
      after_periods: after,
      items: [{ price: chance.pick(prices), quantity: chance.whole(1, 3) }],
    });
    const first = chance.whole(1, 3);
    const phases = chance.pick([[], [phase(first)], [phase(first), phase(first + chance.whole(1, 2))]]);
    return { what: 'phases', method: 'PUT', body: { phases } };
  };

export const redeem: Choose = async (_world, _id, chance) => ({
  what: 'coupons',
  body: { code: chance.pick(['PART', 'OFF']) },
});

/** One that it has, or had: what is over is refused. */
export const takeCouponOff: Choose = async (world, id, chance) => {
  const { data } = await world.get<{ data: { id: string }[] }>(`/v1/subscriptions/${id}/coupons`);
  const one = data.length > 0 ? chance.pick(data).id : 'disc_01jd0z2m3n4p5q6r7s8t9v0w1x';
  return { what: 'coupon taken off', method: 'DELETE', path: `coupons/${one}`, body: {} };
};

/** Sooner, later or now; refused where no trial runs. */
export const endTrial: Choose = async (world, _id, chance) => {
  const at = { trial_end: await later(world, chance.whole(1, 20)) };
  return { what: 'trial-end', body: chance.happens(0.3) ? {} : at };
};

export const takeBack: Choose = async (world, id, chance) => {
  const planned = await scheduled(world, id);
  const one = planned.length > 0 ? chance.pick(planned).id : 'sch_01jd0z2m3n4p5q6r7s8t9v0w1x';
  const path = `scheduled-changes/${one}`;
  return { what: 'undo', method: 'DELETE', path, look: `${path}/undo/preview`, body: {} };
};
