import type { ScheduledWhat } from './scheduled-change.entity.js';

/** What is planned, in a few words; ids are left to whoever can resolve them. */
export function describeScheduled(what: ScheduledWhat): string {
  switch (what.kind) {
    case 'items':
      return what.items.map(({ price, quantity }) => `${quantity} × ${price}`).join(', ');
    case 'pause':
      return what.access === 'keep' ? 'pause, keeping access' : 'pause';
    case 'resume':
      return 'resume';
    case 'cancel':
      return what.credit ? 'cancel, giving back what is unused' : 'cancel';
    case 'billing_day':
      return `billing day ${what.day}, the days until then ${STUBS[what.stub]}`;
  }
}

const STUBS = { prorated: 'by their part', full: 'at a whole price', free: 'free' } as const;
