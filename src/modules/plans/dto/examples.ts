/**
 * Bodies that work as they stand, for /docs: a price has either an amount or tiers, a feature either a limit
 * or a switch, so the fields' own examples put together would be refused.
 */
const MONTHLY = {
  currency: 'KWD',
  amount: '9.500',
  interval: 'month',
  interval_count: 1,
  nickname: 'Monthly',
};

const TIERED = {
  currency: 'KWD',
  model: 'graduated',
  tiers: [
    { up_to: 10, unit_amount: '2.000' },
    { up_to: null, unit_amount: '1.500', flat_amount: '5.000' },
  ],
  interval: 'month',
  nickname: 'By seats',
};

const METERED = {
  currency: 'KWD',
  unit_amount: '0.0015',
  interval: 'month',
  usage: { aggregation: 'sum', grace_minutes: 60 },
  nickname: 'Messages',
};

const FEATURES = [
  { key: 'seats', type: 'limit', limit: 5 },
  { key: 'support', type: 'text', text: 'by telephone' },
];

export const PRICE_EXAMPLES = {
  flat: { summary: 'A fixed amount for each unit', value: MONTHLY },
  tiered: { summary: 'Cheaper from the eleventh seat on', value: TIERED },
  metered: { summary: 'By what was used', value: METERED },
  setup: { summary: 'Once, at the beginning', value: { currency: 'KWD', amount: '15.000', type: 'one_off' } },
};

export const PLAN_EXAMPLES = {
  simple: {
    summary: 'One price',
    value: {
      name: 'Gold membership',
      name_ar: 'العضوية الذهبية',
      description: 'All clubs, all hours',
      prices: [MONTHLY],
    },
  },
  rich: {
    summary: 'Fourteen free days, tiers, usage, and what it gives',
    value: { name: 'Team', trial_days: 14, prices: [TIERED, METERED], features: FEATURES },
  },
};

export const PLAN_VERSION_EXAMPLES = {
  next: {
    summary: 'A new price',
    value: { note: 'Prices of 2028', prices: [{ ...MONTHLY, amount: '10.500' }] },
  },
};
