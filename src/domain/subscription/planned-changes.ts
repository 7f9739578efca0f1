import type { Anchor } from '../calendar/anchor.js';
import { boundary } from '../calendar/period.js';
import type { ChangeFacts } from '../change/change-types.js';
import { decideChange } from '../change/decide-change.js';
import { unusedCredit } from '../change/unused-credit.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import { heldOn } from '../change/held-on.js';
import { isFeeAfterwards } from '../pricing/held-part.js';
import type { BillableItem } from '../pricing/price-items.js';
import { begunWith, coveringAt, endedBy, givenBackAt } from '../proration/covering.js';
import { next } from '../state-machine.js';
import { endedPeriod } from './ended-period.js';
import { anchorOfChange, type DayMove, movedDay, takeUp } from './count-anew.js';
import type { ForecastInput, PlannedChange } from './forecast-input.js';
import { subscriptionMachine } from './subscription-states.js';
import { waitsForItsPeriod } from './waits-for-its-period.js';

type OtherItems = Extract<PlannedChange, { kind: 'items' }>;

/** What comes first of it, and waits for no period. */
export function firstPlanned(state: ForecastInput): PlannedChange | undefined {
  return state.planned.find((planned) => !waitsForItsPeriod(state, planned));
}

interface Changed {
  /** What is left to foretell once it was made. */
  state: ForecastInput;
  /** What it is invoiced at once. */
  invoice: InvoiceDraft | null;
}

type Canceled = Omit<Changed, 'state'> & { state: 'canceled' };

/** What cannot be done by then is not done. */
export function change(state: ForecastInput, planned: PlannedChange): Changed | Canceled {
  const rest = { ...state, planned: state.planned.filter((one) => one !== planned) };
  switch (planned.kind) {
    case 'cancel':
      return { state: 'canceled', invoice: planned.credit ? givenBack(state, planned.at) : null };
    case 'items':
      return isWithin(state, planned) ? withinPeriod(rest, planned) : withPeriod(rest, planned);
    case 'pause':
      return uninvoiced(pause(rest, planned.resumeAt));
    case 'resume':
      return uninvoiced(resume(rest, planned.policy, planned.at));
    case 'billing_day':
      return uninvoiced(moveDay(rest, planned));
  }
}

function uninvoiced(state: ForecastInput): Changed {
  return { state, invoice: null };
}

/** By a cancel; nothing while what an earlier change came to stands on no invoice yet. */
function givenBack(
  { terms, charged, currency, anchor, current }: ForecastInput,
  at: Date,
): InvoiceDraft | null {
  if (terms.prorations?.length) return null;
  const facts = { currency, timeZone: anchor.timeZone, end: current?.end ?? null };
  return unusedCredit({ ...facts, charged: coveringAt(charged, at) }, at);
}

/** While nothing is billed either: then the code of such a change says why it is not made. */
function isWithin({ nextBillAt }: ForecastInput, { proration, at }: OtherItems): boolean {
  return proration !== null && (nextBillAt === null || at < nextBillAt);
}

/**
 * By the decision that makes every change of now, from what is there by then. What an earlier change came to and is not
 * invoiced yet cannot be given back: it waits for that, up to the next period, with which nothing is left to share.
 */
function withinPeriod(state: ForecastInput, planned: OtherItems): Changed {
  const { nextBillAt, terms } = state;
  const proration = planned.proration!;
  if (proration !== 'none' && terms.prorations?.length) {
    if (nextBillAt === null) return uninvoiced(state);
    return uninvoiced(withPlanned(state, [...state.planned, { ...planned, at: nextBillAt }]));
  }
  const decided = decideChange(factsOf(state, planned), { when: 'now', proration }, planned.at);
  if ('fault' in decided) return uninvoiced(state);
  const { anchor, shared, prorations, invoice } = decided;
  const charged = endedBy(state.charged, shared);
  const waiting = { ...terms, prorations: [...(terms.prorations ?? []), ...prorations] };
  return { state: otherItems({ ...state, charged, terms: waiting }, planned, anchor), invoice };
}

/** Nothing is shared, and nothing asked but whether the customer agreed, where that was to be waited for. */
function withPeriod(state: ForecastInput, planned: OtherItems): Changed {
  if (!planned.isAgreed) return uninvoiced(state);
  const { anchor, interval, nextPeriodIndex } = state;
  const { unit, count } = planned.interval;
  const isSame = interval.unit === unit && interval.count === count;
  const anew = isSame ? null : anchorOfChange({ anchor, interval }, planned.at, nextPeriodIndex, true);
  return uninvoiced(otherItems(state, planned, anew));
}

function factsOf(state: ForecastInput, planned: OtherItems): ChangeFacts {
  const { current, owed, terms, endIndex = null } = state;
  const move = state.planned.find((one) => one.kind === 'billing_day');
  return {
    ...state,
    endIndex,
    currentPeriodStart: current?.start ?? null,
    currentPeriodEnd: current?.end ?? null,
    isOwed: owed?.start.getTime() === current?.start.getTime(),
    before: state.items,
    after: itemsAfter(state, planned),
    newInterval: planned.interval,
    termsBefore: terms,
    pauseAt: state.planned.find(({ kind }) => kind === 'pause')?.at ?? null,
    movedAnchor: move ? movedDay(state, move).anchor : null,
    charged: coveringAt(state.charged, planned.at),
    givenBack: givenBackAt(state.charged, planned.at),
    begun: begunWith(state.charged),
  };
}

/** `anchor`: periods are counted anew from this moment on. */
function otherItems(state: ForecastInput, planned: OtherItems, anchor: Anchor | null): ForecastInput {
  const { interval, at } = planned;
  const { nextBillAt, paidOnce = [] } = state;
  const held = paidOnce.filter((once) => planned.items.some(({ priceId }) => priceId === once));
  const items = itemsAfter(state, planned, { isCut: anchor !== null });
  const after = { ...state, items, interval, paidOnce: held };
  return anchor ? movedWithPeriods({ ...after, anchor, nextBillAt: nextBillAt && at }) : after;
}

/** Without what was paid once and stays. */
function itemsAfter(state: ForecastInput, { items, at }: OtherItems, { isCut = false } = {}): BillableItem[] {
  const { paidOnce = [] } = state;
  const left = state.items.filter((item) => !items.some(({ priceId }) => priceId === item.priceId));
  const owed = items.filter(({ kind, priceId }) => kind !== 'one_off' || !paidOnce.includes(priceId));
  const after = [...owed.map((item) => carriedOn(item, state)), ...left.flatMap(leftOver)];
  return heldOn(state.items, after, at, { isCut });
}

/** An item that stays has what is owed of its last period; a new one is looked at as of that period, too. */
function carriedOn(item: BillableItem, { items, owed, resumedAt = null }: ForecastInput): BillableItem {
  const isFresh = item.kind === 'one_off' || item.billing === 'in_advance';
  if (isFresh) return item;
  // Whether it is held on is looked at for all of them together.
  if (isFeeAfterwards(item)) return { ...item, ended: endedPeriod(owed, resumedAt, false) };
  const before = items.find(({ priceId }) => priceId === item.priceId);
  const isHeld = before !== undefined && before.itemId !== null;
  const ended = isHeld ? before.ended : endedPeriod(owed, resumedAt, true);
  return { ...item, ended, ...(before?.usage && { usage: before.usage }) };
}

/** What was used of an item that goes is billed with the next invoice. */
function leftOver(item: BillableItem): BillableItem[] {
  return item.usage?.unbilled.length ? [{ ...item, itemId: null, ended: null }] : [];
}

function pause(state: ForecastInput, resumeAt: Date | null): ForecastInput {
  if (state.status !== 'active' || state.cancelAtPeriodEnd) return state;
  const status = next(subscriptionMachine, state.status, 'pause');
  const paused = { ...state, status, nextBillAt: null };
  if (resumeAt === null) return paused;
  return withPlanned(paused, [
    ...paused.planned,
    { kind: 'resume', policy: 'now', at: resumeAt, periodIndex: null },
  ]);
}

function resume(state: ForecastInput, policy: 'now' | 'keep', at: Date): ForecastInput {
  if (state.status !== 'paused') return state;
  const { anchor, interval, nextPeriodIndex, current, trialEnd } = state;
  const cameOver = current === null && trialEnd === null;
  const standing = { anchor, interval, nextPeriodIndex, currentPeriodEnd: current?.end ?? null, cameOver };
  const { nextBillAt, anew } = takeUp(standing, policy, at);
  const status = next(subscriptionMachine, state.status, 'resume');
  const resumed = { ...state, status, nextBillAt, ...(anew && { anchor: anew.anchor }) };
  const planned = resumed.planned.filter(({ kind }) => kind !== 'resume');
  return anew ? movedWithPeriods({ ...resumed, planned }) : { ...resumed, planned };
}

/** One that is canceled at the end of its period has no later one. */
function moveDay(state: ForecastInput, move: DayMove): ForecastInput {
  return state.cancelAtPeriodEnd ? state : movedWithPeriods({ ...state, ...movedDay(state, move) });
}

/** What begins with a period begins where that now does. */
function movedWithPeriods(state: ForecastInput): ForecastInput {
  const { anchor, interval } = state;
  const moved = state.planned.map((planned) =>
    planned.periodIndex === null
      ? planned
      : { ...planned, at: boundary(anchor, interval, planned.periodIndex) },
  );
  return withPlanned(state, moved);
}

function withPlanned(state: ForecastInput, planned: readonly PlannedChange[]): ForecastInput {
  return { ...state, planned: [...planned].sort((a, b) => a.at.getTime() - b.at.getTime()) };
}
