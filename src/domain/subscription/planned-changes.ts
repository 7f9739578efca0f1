import { boundary } from '../calendar/period.js';
import type { InvoiceDraft } from '../invoice/build-invoice.js';
import type { BillableItem } from '../pricing/price-items.js';
import { next } from '../state-machine.js';
import { changeInvoice } from './change-invoice.js';
import { endedPeriod } from './ended-period.js';
import { anchorOfChange, takeUp } from './count-anew.js';
import type { ForecastInput, PlannedChange } from './forecast-input.js';
import { subscriptionMachine } from './subscription-states.js';
import { waitsForItsPeriod } from './waits-for-its-period.js';

/** What comes first of it, and waits for no period. */
export function firstPlanned(state: ForecastInput): PlannedChange | undefined {
  return state.planned.find((planned) => !waitsForItsPeriod(state, planned));
}

/** What is left to foretell from once a planned change was made. What cannot be done by then is not done. */
export function change(state: ForecastInput, planned: PlannedChange): ForecastInput | 'canceled' {
  const rest = { ...state, planned: state.planned.filter((one) => one !== planned) };
  switch (planned.kind) {
    case 'cancel':
      return 'canceled';
    case 'items':
      return planned.isDated && state.nextBillAt === null ? rest : otherItems(rest, planned);
    case 'pause':
      return pause(rest, planned.resumeAt);
    case 'resume':
      return resume(rest, planned.policy, planned.at);
  }
}

/** What a change within the running period is invoiced at once; it is made only while the subscription is billed. */
export function invoiceOfChange(state: ForecastInput, planned: PlannedChange): InvoiceDraft | null {
  const share = shareNow(state, planned);
  if (!share || share.isLeftToNext) return null;
  const { anchor, current } = state;
  return changeInvoice(
    { ...state, timeZone: anchor.timeZone },
    share.lines,
    planned.at,
    current?.end ?? null,
  );
}

function shareNow({ nextBillAt }: ForecastInput, planned: PlannedChange) {
  if (planned.kind !== 'items' || nextBillAt === null || planned.at >= nextBillAt) return null;
  return planned.share ?? null;
}

function otherItems(given: ForecastInput, planned: Extract<PlannedChange, { kind: 'items' }>): ForecastInput {
  const { items, interval, at, isDated = false } = planned;
  const state = withLeftToNext(given, shareNow(given, planned));
  const { interval: before, anchor, nextPeriodIndex, nextBillAt } = state;
  const left = state.items.filter((item) => !items.some(({ priceId }) => priceId === item.priceId));
  const carried = [...items.map((item) => carriedOn(item, state)), ...left.flatMap(leftOver)];
  const after = { ...state, items: carried, interval };
  if (before.unit === interval.unit && before.count === interval.count) return after;
  const isBoundary = !isDated || nextBillAt === null || at >= nextBillAt;
  const fresh = anchorOfChange({ anchor, interval: before }, at, nextPeriodIndex, isBoundary);
  return movedWithPeriods({ ...after, anchor: fresh, nextBillAt: nextBillAt && at });
}

function withLeftToNext(state: ForecastInput, share: ReturnType<typeof shareNow>): ForecastInput {
  if (!share?.isLeftToNext) return state;
  const prorations = [...(state.terms.prorations ?? []), ...share.lines];
  return { ...state, terms: { ...state.terms, prorations } };
}

/** An item that stays has what is owed of its last period; a new one is looked at as of that period, too. */
function carriedOn(item: BillableItem, { items, owed, resumedAt = null }: ForecastInput): BillableItem {
  const isFresh = item.kind === 'one_off' || item.billing === 'in_advance';
  if (isFresh) return item;
  const before = items.find(({ priceId }) => priceId === item.priceId);
  const isHeld = before !== undefined && before.itemId !== null;
  const ended = isHeld ? before.ended : endedPeriod(owed, resumedAt, item.kind === 'usage');
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
  const { anchor, interval, nextPeriodIndex, current } = state;
  const standing = { anchor, interval, nextPeriodIndex, currentPeriodEnd: current?.end ?? null };
  const { nextBillAt, anew } = takeUp(standing, policy, at);
  const status = next(subscriptionMachine, state.status, 'resume');
  const resumed = { ...state, status, nextBillAt, ...(anew && { anchor: anew.anchor }) };
  const planned = resumed.planned.filter(({ kind }) => kind !== 'resume');
  return anew ? movedWithPeriods({ ...resumed, planned }) : { ...resumed, planned };
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
