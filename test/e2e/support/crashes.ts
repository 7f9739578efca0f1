import { Stage } from './stage.js';

export const RENEWAL = '2027-02-28T09:00:30Z';
/** Past every wait after a fence, the day between two tries, and the first step of dunning. */
export const DAYS_LATER = '2027-03-04T09:00:00Z';
export const NEXT_RENEWAL = '2027-03-31T10:00:00Z';

/** A shop whose engine will die at the given point, such as `after-sent:1`. */
export async function openShopThatDies(crashAt: string): Promise<Stage> {
  const stage = await Stage.set({ CRASH_AT: crashAt });
  await stage.shop.open();
  return stage;
}

/** Another process goes on with what the dead one left. */
export async function recover(
  { engine, books }: Stage,
  environment: Record<string, string> = {},
): Promise<void> {
  expect(await engine.died()).toEqual({ code: null, signal: 'SIGKILL' });
  await books.buryTheDead();
  await engine.start(environment);
}

/** Every month is paid once, here and there, and when all is done nothing more happens. */
export async function expectPaidMonths({ books, shop }: Stage, count: number): Promise<void> {
  expect(await books.faults()).toEqual([]);
  expect(await books.unfinished()).toEqual([]);
  expect(await books.invoices()).toEqual({ paid: count });
  const { charges } = await books.truth();
  expect(charges).toHaveLength(count);
  await shop.advanceBy({ hours: 1 });
  expect((await books.truth()).charges).toEqual(charges);
  expect(await books.invoices()).toEqual({ paid: count });
}
