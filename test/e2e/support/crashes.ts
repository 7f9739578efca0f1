import { Stage } from './stage.js';

/**
 * A stage that goes on from one story to the next: whoever recovered from one death dies the next. Each story finds it at
 * rest, with true books; after one that failed the next has a new one.
 */
export class LastingStage {
  private readonly all = new Set<Stage>();
  private free: Stage | null = null;

  /** `open` makes what the stories begin with. */
  constructor(private readonly open: (stage: Stage) => Promise<unknown>) {}

  async tell(story: (stage: Stage) => Promise<void>): Promise<void> {
    const stage = this.free ?? (await this.another());
    this.free = null;
    await story(stage);
    this.free = stage;
  }

  async strike(): Promise<void> {
    await Promise.all([...this.all].map((stage) => stage.strike()));
  }

  private async another(): Promise<Stage> {
    const stage = await Stage.set();
    this.all.add(stage);
    await this.open(stage);
    return stage;
  }
}

/** A shop with one subscriber, who has paid the first month. */
export async function openWithSubscriber({ shop }: Stage): Promise<void> {
  await shop.open();
  await shop.newSubscriber();
}

/** How many months are paid, which is also the number of the renewal that comes next. */
export async function paidMonths({ books }: Stage): Promise<number> {
  return (await books.truth()).charges.length;
}

/** Of who subscribed on the 31st of January: the last of a month, at noon in Kuwait; or so much after it. */
export function renewal(number: number, { days = 0, hours = 0, seconds = 0 } = {}): string {
  return new Date(Date.UTC(2027, number + 1, days, 9 + hours, 0, seconds)).toISOString();
}

/** Past every wait after a fence, the day between two tries, and the first step of dunning. */
export const DAYS_LATER = { days: 4 };

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
