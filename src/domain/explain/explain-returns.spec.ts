import { money } from '../money/money.js';
import { type ExplainedReturn, explainReturn } from './explain-returns.js';

const what = { amount: money(4_500n, 'KWD'), at: new Date('2027-02-12T22:00:00Z'), reason: 'a bad week.' };

describe('what came back of an invoice', () => {
  it.each<[string, ExplainedReturn, string]>([
    [
      'A note to the card',
      { ...what, kind: 'credit_note', number: 'CN-2027-000001', to: 'card' },
      'Credit note CN-2027-000001 of 13 February 2027 gave 4.500 KWD back to the card: a bad week.',
    ],
    [
      'A note to the balance',
      { ...what, kind: 'credit_note', number: 'CN-2027-000002', to: 'balance' },
      "Credit note CN-2027-000002 of 13 February 2027 gave 4.500 KWD into the customer's balance: a bad week.",
    ],
    [
      'A note on what was open',
      { ...what, kind: 'credit_note', number: 'CN-2027-000003', to: 'open_amount' },
      'Credit note CN-2027-000003 of 13 February 2027 took 4.500 KWD off what was open: a bad week.',
    ],
    [
      'The refund of a note, which has said why,',
      { ...what, kind: 'refund', status: 'succeeded', isOfNote: true, isSurplus: false },
      'The refund of 4.500 KWD, asked for on 13 February 2027, went back.',
    ],
    [
      'The refund of a surplus',
      { ...what, kind: 'refund', status: 'rejected', isOfNote: false, isSurplus: true },
      'The refund of 4.500 KWD that nobody owed, asked for on 13 February 2027, was refused, and no money went back by it: a bad week.',
    ],
    [
      'What a bank took',
      { ...what, kind: 'chargeback', status: 'lost' },
      "The customer's bank took 4.500 KWD back on 13 February 2027, and it stays with the customer: a bad week.",
    ],
  ])('%s is told with its amount, its day and why', (_, one, sentence) => {
    expect(explainReturn(one, 'Asia/Kuwait')).toBe(sentence);
  });
});
