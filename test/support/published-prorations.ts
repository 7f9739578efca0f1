/** Some of a price, in USD of its whole period. */
export interface Held {
  price: string;
  minor: bigint;
  quantity?: bigint;
  /** From when on it was charged; from the start of the period when absent. */
  from?: string;
}

/** A proration that others have published, and what it comes to here. docs/proration-compared.md has all of them. */
export interface PublishedProration {
  source: string;
  what: string;
  start: string;
  end: string;
  at: string;
  before: Held[];
  after: Held[];
  /** What was really charged; what was held before, when absent. */
  charged?: Held[];
  /** The lines that they publish, credits first. */
  theirs: string[];
  day: string[];
  second: string[];
  why: string;
}

const STRIPE = 'Stripe, documentation, "Prorations"';
const STRIPE_MODES = 'Stripe, documentation, "Compare classic and flexible billing mode"';
const FIXED = 'Kill Bill, TestInvoiceFixedProration';
const pistol: Held = { price: 'pistol', minor: 1995n };
const ten: Held = { price: 'ten', minor: 1000n };
const twenty: Held = { price: 'twenty', minor: 2000n };
const seats = (quantity: bigint): Held => ({ price: 'seat', minor: 1000n, quantity });
const april = { start: '2027-04-01T00:00Z', end: '2027-05-01T00:00Z' };

const OF_STRIPE: PublishedProration[] = [
  {
    source: STRIPE,
    what: '10 to 20 USD, half of a month of 30 days over',
    ...april,
    at: '2027-04-16T00:00Z',
    before: [ten],
    after: [twenty],
    theirs: ['-5.00', '10.00'],
    day: ['-5.00', '10.00'],
    second: ['-5.00', '10.00'],
    why: 'The same: half of the days is half of the seconds.',
  },
  {
    source: STRIPE,
    what: 'the same, half of a month of 31 days over',
    start: '2027-01-01T00:00Z',
    end: '2027-02-01T00:00Z',
    at: '2027-01-16T12:00Z',
    before: [ten],
    after: [twenty],
    theirs: ['-5.00', '10.00'],
    day: ['-5.16', '10.32'],
    second: ['-5.00', '10.00'],
    why: 'Stripe counts seconds. By days the day of the change is wholly of the new plan: 16 of 31 are left.',
  },
  {
    source: 'Stripe, documentation of 2013, on changing plans',
    what: '10 to 20 USD on 15 May, of a month from 1 May',
    start: '2013-05-01T00:00Z',
    end: '2013-06-01T00:00Z',
    at: '2013-05-15T00:00Z',
    before: [ten],
    after: [twenty],
    theirs: ['-5.00', '10.00'],
    day: ['-5.48', '10.97'],
    second: ['-5.48', '10.97'],
    why: 'They tell of 5 USD more, for a round half of May. 17 of 31 days were left, by whatever is counted.',
  },
  {
    source: 'Stripe, an answer of its API of 3 March 2017 in a public gist',
    what: '10 USD a month from 14 February, to another interval on 3 March at 19:14:48',
    start: '2017-02-14T00:00Z',
    end: '2017-03-14T00:00Z',
    at: '2017-03-03T19:14:48Z',
    before: [ten],
    after: [],
    theirs: ['-3.64'],
    day: ['-3.93'],
    second: ['-3.64'],
    why: 'By seconds the same. By days 11 of 28 are left, for the 3rd counts whole. Both then begin a whole new period.',
  },
  {
    source: 'Stripe, an answer of its API of 24 June 2014 in a public gist',
    what: '20 to 40 USD, 124 seconds into the month',
    start: '2014-06-24T17:18:34Z',
    end: '2014-07-24T17:18:34Z',
    at: '2014-06-24T17:20:38Z',
    before: [twenty],
    after: [{ price: 'forty', minor: 4000n }],
    theirs: ['-20.00', '40.00'],
    day: ['-20.00', '40.00'],
    second: ['-20.00', '40.00'],
    why: 'The same: two minutes are less than half a cent.',
  },
  {
    source: STRIPE,
    what: 'from 3 to 5 seats of 10 USD, a third of the month over (by their rule)',
    ...april,
    at: '2027-04-11T00:00Z',
    before: [seats(3n)],
    after: [seats(5n)],
    theirs: ['-20.00', '33.33'],
    day: ['-20.00', '33.33'],
    second: ['-20.00', '33.33'],
    why: 'The same: all old seats are given back and all new ones charged, each sum rounded once.',
  },
  {
    source: STRIPE_MODES,
    what: 'to 20 USD without proration, and back to 10 USD with ten of 30 days left (classic mode, by its rule)',
    ...april,
    at: '2027-04-21T00:00Z',
    before: [twenty],
    after: [ten],
    charged: [ten],
    theirs: ['-6.67', '3.33'],
    day: ['-3.33', '3.33'],
    second: ['-3.33', '3.33'],
    why: 'Classic credits by the price of today, also what nobody paid. Here the line that was charged is given back.',
  },
  {
    source: STRIPE_MODES,
    what: 'a second change, of 20 USD that were charged for 15 of 30 days, with 6 days left (flexible mode, by its rule)',
    ...april,
    at: '2027-04-25T00:00Z',
    before: [twenty],
    after: [],
    charged: [{ price: 'twenty', minor: 1000n, from: '2027-04-16T00:00Z' }],
    theirs: ['-4.00'],
    day: ['-4.00'],
    second: ['-4.00'],
    why: 'The same: flexible mode credits the debit, as is done here always.',
  },
];

const OF_KILL_BILL: PublishedProration[] = [
  {
    source: FIXED,
    what: '19.95 USD from 23 April, canceled on 15 May',
    start: '2023-04-23T00:00Z',
    end: '2023-05-23T00:00Z',
    at: '2023-05-15T00:00Z',
    before: [pistol],
    after: [],
    theirs: ['-5.32'],
    day: ['-5.32'],
    second: ['-5.32'],
    why: 'The same: this period does have 30 days.',
  },
  {
    source: FIXED,
    what: '19.95 USD from 23 May, canceled on 15 June',
    start: '2023-05-23T00:00Z',
    end: '2023-06-23T00:00Z',
    at: '2023-06-15T00:00Z',
    before: [pistol],
    after: [],
    theirs: ['-5.32'],
    day: ['-5.15'],
    second: ['-5.15'],
    why: 'Their option takes every month for 30 days: 8 of 30. Here it is 8 of the 31 that this one has.',
  },
  {
    source: FIXED,
    what: '19.95 USD from 15 May, canceled on 23 May',
    start: '2023-05-15T00:00Z',
    end: '2023-06-15T00:00Z',
    at: '2023-05-23T00:00Z',
    before: [pistol],
    after: [],
    theirs: ['-14.63'],
    day: ['-14.80'],
    second: ['-14.80'],
    why: 'As before: 22 of 30 there, 23 of 31 here.',
  },
  {
    source: FIXED,
    what: '19.95 USD begun on 15 May, billed on every 23rd',
    start: '2023-04-23T00:00Z',
    end: '2023-05-23T00:00Z',
    at: '2023-05-15T00:00Z',
    before: [],
    after: [pistol],
    theirs: ['5.32'],
    day: ['5.32'],
    second: ['5.32'],
    why: 'The same: the rest of the period that would be running, which has 30 days.',
  },
  {
    source: FIXED,
    what: '19.95 USD begun on 15 June, billed on every 23rd',
    start: '2023-05-23T00:00Z',
    end: '2023-06-23T00:00Z',
    at: '2023-06-15T00:00Z',
    before: [],
    after: [pistol],
    theirs: ['5.32'],
    day: ['5.15'],
    second: ['5.15'],
    why: '8 of 30 there, 8 of 31 here.',
  },
  {
    source: 'Kill Bill, TestIntegration, change of the billing period',
    what: '2399.95 USD a year from 1 May, to 249.95 a month on 11 May: the credit',
    start: '2012-05-01T00:00Z',
    end: '2013-05-01T00:00Z',
    at: '2012-05-11T00:00Z',
    before: [{ price: 'year', minor: 239_995n }],
    after: [],
    theirs: ['-2334.20'],
    day: ['-2334.20'],
    second: ['-2334.20'],
    why: 'The same credit of 355 of 365 days. They then bill 169.32 until 1 June; here a month begins, for 249.95.',
  },
  {
    source: 'Kill Bill, integration test of blocked billing',
    what: '29.95 USD from 27 April, stopped on 3 May',
    start: '2019-04-27T00:00Z',
    end: '2019-05-27T00:00Z',
    at: '2019-05-03T00:00Z',
    before: [{ price: 'p', minor: 2995n }],
    after: [],
    theirs: ['-23.96'],
    day: ['-23.96'],
    second: ['-23.96'],
    why: 'The same, as a cancel with credit. A pause gives nothing back here: its time is not sold again.',
  },
  {
    source: 'Kill Bill, integration test of price overrides',
    what: '249.95 to 279.95 USD on the first day',
    start: '2012-05-01T00:00Z',
    end: '2012-06-01T00:00Z',
    at: '2012-05-01T00:00Z',
    before: [{ price: 'old', minor: 24_995n }],
    after: [{ price: 'new', minor: 27_995n }],
    theirs: ['-249.95', '279.95'],
    day: ['-249.95', '279.95'],
    second: ['-249.95', '279.95'],
    why: 'The same: nothing was used, so all of it is given back.',
  },
  {
    source: 'Kill Bill, annual TestProRation',
    what: '1000.00 USD a year begun on 31 January, billed on every 15 January: 349 of 365 days',
    start: '2011-01-15T00:00Z',
    end: '2012-01-15T00:00Z',
    at: '2011-01-31T00:00Z',
    before: [],
    after: [{ price: 'year', minor: 100_000n }],
    theirs: ['956.16'],
    day: ['956.16'],
    second: ['956.16'],
    why: 'The same: nine decimals, half up, as there.',
  },
  {
    source: 'Kill Bill, monthly TestProRation',
    what: '1000.00 USD from 1 February 2012, canceled on 15 February: 14 of 29 days used',
    start: '2012-02-01T00:00Z',
    end: '2012-03-01T00:00Z',
    at: '2012-02-15T00:00Z',
    before: [{ price: 'm', minor: 100_000n }],
    after: [],
    theirs: ['-517.24'],
    day: ['-517.24'],
    second: ['-517.24'],
    why: 'The same: a leap day counts.',
  },
];

export const PUBLISHED: readonly PublishedProration[] = [...OF_STRIPE, ...OF_KILL_BILL];

/** Its line in the page. */
export function rowOf({ source, what, theirs, day, second, why }: PublishedProration): string {
  const cells = [source, what, ...[theirs, day, second].map((lines) => lines.join(', ')), why];
  return `| ${cells.join(' | ')} |`;
}
