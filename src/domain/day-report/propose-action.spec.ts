import { type Proposal, proposeAction, type Voices } from './propose-action.js';

const PAID = { kind: 'attempt', status: 'succeeded', sessionId: 's1', amount: '9.500', currency: 'KWD' };
const [DECLINED, UNKNOWN] = ['declined', 'unknown'].map((status) => ({ ...PAID, status }));
const REFUND = { ...PAID, kind: 'refund', sessionId: 'c1' };
const CAPTURE = { ...PAID, kind: 'capture', sessionId: 'c1' };
const LINE = { operation: 'payment' };
const says = (state: string, amount: string | null = '9.500') => ({ state, amount, currency: 'KWD' });

type Row = [string, Partial<Voices>, Proposal];
const propose = (voices: Partial<Voices>) =>
  proposeAction({
    type: 'state',
    ours: PAID,
    file: LINE,
    platform: null,
    sessionId: 's1',
    isOfOurs: true,
    wasReadAgain: false,
    ...voices,
  });

const MISSING: Partial<Voices> = { type: 'missing_there', file: null };
const NOT_OURS: Partial<Voices> = { type: 'missing_here', ours: null, isOfOurs: false };
const OTHER: Partial<Voices> = { type: 'duplicate', sessionId: 's2' };

describe('what is proposed of a difference, by our books, the file and what Ottu says when asked', () => {
  it.each<Row>([
    // Booked as paid.
    [
      'paid, and not in the file; Ottu says paid: the file is late',
      { ...MISSING, platform: says('paid') },
      'read_file_again',
    ],
    [
      '… still after it was read again: the file is wrong',
      { ...MISSING, platform: says('paid'), wasReadAgain: true },
      'accept',
    ],
    ['… and Ottu’s answer names no amount', { ...MISSING, platform: says('paid', null) }, 'read_file_again'],
    ['… and Ottu says another amount', { ...MISSING, platform: says('paid', '1.000') }, 'investigate'],
    [
      '… and Ottu says no as well: two against our books',
      { ...MISSING, platform: says('failed') },
      'investigate',
    ],
    ['… and Ottu says only held', { ...MISSING, platform: says('authorized') }, 'investigate'],
    ['… and Ottu knows nothing of it', { ...MISSING, platform: says('not_found', null) }, 'investigate'],
    ['… and Ottu was not asked: reading again asks', MISSING, 'read_file_again'],
    ['… and could not be asked twice', { ...MISSING, wasReadAgain: true }, 'investigate'],
    ['paid, failed in the file; Ottu says paid', { platform: says('paid') }, 'read_file_again'],
    ['paid, failed in the file; Ottu says failed', { platform: says('failed') }, 'investigate'],
    [
      'of another amount in the file; Ottu says ours',
      { type: 'amount', platform: says('paid') },
      'read_file_again',
    ],
    [
      'of another amount in the file; Ottu says that too',
      { type: 'amount', platform: says('paid', '9.000') },
      'investigate',
    ],
    [
      'of another currency in the file; Ottu says ours',
      { type: 'currency', platform: says('paid') },
      'read_file_again',
    ],
    // Not booked as paid.
    ['declined, paid in the file; Ottu says paid', { ours: DECLINED, platform: says('paid') }, 'ask_again'],
    [
      'declined, paid in the file; Ottu says failed',
      { ours: DECLINED, platform: says('failed') },
      'investigate',
    ],
    ['declined, paid in the file; Ottu was not asked', { ours: DECLINED }, 'ask_again'],
    [
      'declined, of another amount in the file, and Ottu says failed',
      { ours: DECLINED, type: 'amount', platform: says('failed') },
      'accept',
    ],
    [
      'in doubt, paid in the file; whatever Ottu says',
      { ours: UNKNOWN, platform: says('expired') },
      'ask_again',
    ],
    // Not in our books.
    [
      'unknown here, paid in the file; Ottu says paid: recover',
      { ...NOT_OURS, platform: says('paid') },
      'investigate',
    ],
    [
      'unknown here, paid in the file; Ottu knows nothing of it',
      { ...NOT_OURS, platform: says('not_found', null) },
      'read_file_again',
    ],
    [
      '… still after it was read again',
      { ...NOT_OURS, platform: says('not_found', null), wasReadAgain: true },
      'accept',
    ],
    ['unknown here, paid in the file; Ottu was not asked', NOT_OURS, 'read_file_again'],
    // Refunds, captures, voids: a session does not tell of them.
    [
      'a refund that is not in the file',
      { ...MISSING, ours: REFUND, platform: says('paid') },
      'look_at_refunds',
    ],
    [
      'a refund that is not in our books',
      { type: 'missing_here', ours: null, file: { operation: 'refund' } },
      'look_at_refunds',
    ],
    ['a refund of a payment that we do not know', { ...NOT_OURS, file: { operation: 'refund' } }, 'accept'],
    [
      'a capture that is not in the file; Ottu says paid',
      { ...MISSING, ours: CAPTURE, platform: says('paid') },
      'read_file_again',
    ],
    [
      'a capture that is not in the file; Ottu says held, as it does',
      { ...MISSING, ours: CAPTURE, platform: says('authorized') },
      'read_file_again',
    ],
    [
      'a capture that is not in the file; Ottu says voided',
      { ...MISSING, ours: CAPTURE, platform: says('voided') },
      'investigate',
    ],
    [
      'a capture of another amount in the file',
      { type: 'amount', file: { operation: 'capture' }, platform: says('paid') },
      'investigate',
    ],
    [
      'a void in the file of what is paid here',
      { file: { operation: 'void' }, platform: says('paid') },
      'investigate',
    ],
    // Twice.
    ['a line that is there twice', { type: 'duplicate', platform: says('paid') }, 'accept'],
    [
      'another session of the same order; Ottu says paid: paid twice',
      { ...OTHER, platform: says('paid') },
      'investigate',
    ],
    [
      'another session of the same order; Ottu says failed',
      { ...OTHER, platform: says('failed') },
      'read_file_again',
    ],
    // What the file alone can say.
    ['a fee', { type: 'fee', platform: says('failed') }, 'accept'],
    ['play money in a live account', { type: 'sandbox_in_live', platform: says('paid') }, 'accept'],
  ])('%s', (_, voices, expected) => {
    expect(propose(voices)).toBe(expected);
  });
});
