import { EXAMPLE } from '../../../platform/http/examples.js';

const ORDER = {
  customer: EXAMPLE.customer,
  items: [{ price: EXAMPLE.price }],
  return_url: 'http://127.0.0.1:3000/health/live',
};

/** Bodies that work as they stand, for /docs: many fields exclude each other, so all of them together are refused. */
export const SUBSCRIPTION_EXAMPLES = {
  simple: { summary: 'From today on, paid on the hosted page', value: ORDER },
  trial: {
    summary: 'Thirty free days without a card',
    value: { ...ORDER, trial_days: 30, trial_without_card: 'cancel' },
  },
  aligned: {
    summary: 'From the first of each month, for a year, in the customer’s time zone',
    value: { ...ORDER, anchor: { day_of_month: 1 }, end_after_periods: 12, time_zone: 'Asia/Kuwait' },
  },
};

export const CANCEL_EXAMPLES = {
  period_end: {
    summary: 'When what is paid for is over',
    value: { when: 'period_end', reason: 'The customer asked for it' },
  },
  now: {
    summary: 'At once, with the unused days given into the balance',
    value: { when: 'now', credit: true, reason: 'Closed the account' },
  },
  force: {
    summary: 'At once, although a minimum term binds the customer',
    value: { when: 'now', force: true, reason: 'The customer has died' },
  },
  date: { summary: 'On a date', value: { when: 'date', at: '2030-03-10T06:00:00Z' } },
};
