import type { Mutant } from '../mutant.js';

const STEP = 'src/modules/reconciliation/next-step.ts';
const INQUIRY = 'src/modules/reconciliation/after-inquiry.ts';
const STEPS = 'src/modules/reconciliation/steps.ts';
const STEP_SPEC = 'src/modules/reconciliation/next-step.spec.ts';
const LATE_SPEC = 'src/modules/reconciliation/next-step-after-a-no.spec.ts';

/** Finding out what became of a charge without a believable answer. */
export const ASKING: readonly Mutant[] = [
  {
    name: 'fence-counts-from-the-send',
    what: 'The wait before a no is believed counts from the send and not from the fence: the bank says yes after it.',
    file: STEP,
    find: 'attempt.fencedAt!);',
    replace: 'attempt.sentAt!);',
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'fence-without-a-wait',
    what: 'A fenced session is asked about at once: a gateway that answers late has not answered yet, and pays later.',
    file: STEP,
    find: 'if (moment.now < ripe) return',
    replace: 'if (moment.now < attempt.fencedAt!) return',
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'untouched-without-closing',
    what: 'A session that nobody has tried yet counts as proof, and stays open: the call on its way charges it later.',
    file: STEP,
    find: "return expire({ kind: 'unsent', reason: 'the session was closed untouched",
    replace: "return settle({ kind: 'unsent', reason: 'the session was closed untouched",
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'closed-is-unpaid-at-once',
    what: 'A closed session is a no without waiting for the bank: a payment that comes minutes later is made twice.',
    file: STEP,
    find: "return settle(fenced('the session is closed', moment));",
    replace: "return settle({ kind: 'unpaid', reason: 'the session is closed' });",
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'contradiction-is-a-no',
    what: 'A session that says paid, with another amount, counts as unpaid: money that moved is charged again.',
    file: 'src/modules/reconciliation/steps.ts',
    find: "return settle({ kind: 'to_human', reason: verdict.reason });",
    replace: "return settle({ kind: 'unpaid', reason: verdict.reason });",
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'unreadable-after-the-wait-is-a-no',
    what: 'An inquiry that could not be read ends the waiting as unpaid: an outage becomes a second charge.',
    file: INQUIRY,
    find: 'return inquireAgain(attempt, verdict, moment);',
    replace:
      "return attempt.inquiries < 0 ? inquireAgain(attempt, verdict, moment) : settle({ kind: 'unpaid', reason: verdict.reason });",
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'pending-after-the-fence-is-a-no',
    what: 'An inquiry that finds the gateway still at it counts as unpaid: what it approves an hour later is paid twice.',
    file: INQUIRY,
    find: 'if (verdict.isPending) return',
    replace: 'if (verdict.isPending && attempt.inquiries < 0) return',
    caughtBy: { spec: 'src/modules/reconciliation/inquiring.spec.ts' },
  },
  {
    name: 'late-money-of-another-amount-is-dropped',
    what: 'A payment of another amount that comes after the decline is seen and dropped: its customer is dunned and canceled.',
    file: STEP,
    find: 'if (doubt !== null) return',
    replace: 'if (doubt !== null && attempt.checks < 0) return',
    caughtBy: { spec: LATE_SPEC },
  },
  {
    name: 'earlier-session-of-another-amount-stays-nobodys',
    what: 'The look before a retry finds money of another amount and tells nobody: the retry is put off until dunning ends.',
    file: 'src/modules/charges/use-cases/close-earlier-sessions.ts',
    find: 'if (doubt) await',
    replace: "if (doubt && doubt.reason === '') await",
    caughtBy: { spec: 'src/modules/charges/use-cases/close-earlier-sessions.spec.ts' },
  },
  {
    name: 'stale-look-proves-untouched',
    what: 'A page seen untouched seconds before it was closed counts as never paid: a customer pressed the button between.',
    file: 'src/modules/reconciliation/after-closing.ts',
    find: 'if (isStale) return',
    replace: "if (isStale && seen?.kind === 'voided') return",
    caughtBy: { spec: 'src/modules/reconciliation/inquiring.spec.ts' },
  },
  {
    name: 'no-late-looks',
    what: 'A decline is never looked at again: some gateways say yes a day later, and that payment is lost.',
    file: STEP,
    find: "return next ? { do: 'wait', at: next } : { do: 'rest' };",
    replace: "return { do: 'rest' };",
    caughtBy: { spec: LATE_SPEC },
  },
  {
    name: 'nobody-is-called-after-a-week',
    what: 'What cannot be found out is asked about for ever and no person hears of it: the invoice is never collected.',
    file: STEPS,
    find: 'const MOST_DAYS_OF_ASKING = 7;',
    replace: 'const MOST_DAYS_OF_ASKING = 700;',
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'throttle-is-ignored',
    what: 'The engine asks again before the platform allows: the account is locked, and nothing can be found out.',
    file: STEPS,
    find: 'const seconds = Math.max(retryAfterSeconds ?? 0, nth',
    replace: 'const seconds = Math.max(0, nth',
    caughtBy: {
      spec: 'test/scenarios/silence.spec.ts',
      test: 'is asked for again after what a throttled platform asks',
    },
  },
  {
    name: 'dunning-ends-in-doubt',
    what: 'A subscription is canceled for debt while its payment may have arrived: a paying customer is lost.',
    file: 'src/modules/charges/charges.repository.ts',
    find: "AND status IN (${IN_DOUBT}))\n         AND ${noneOpen('c')}",
    replace: "AND status = 'nothing')",
    also: [
      {
        file: 'src/modules/charges/use-cases/run-final-steps.ts',
        find: '.size > 0) return;',
        replace: '.size < 0) return;',
      },
    ],
    caughtBy: {
      spec: 'test/integration/operations/freeze.spec.ts',
      test: 'a doubt about one invoice holds back the last step',
    },
  },
  {
    name: 'access-falls-in-doubt',
    what: 'Access falls while the payment may have arrived: a customer who has paid stands before a closed door.',
    file: 'src/domain/dunning/access.ts',
    find: 'if (inDoubtSince !== null && inDoubtSince < graceUntil) {',
    replace: 'if (inDoubtSince !== null && inDoubtSince > graceUntil) {',
    caughtBy: { spec: 'src/domain/dunning/access.spec.ts' },
  },
  {
    name: 'sent-holds-its-card-for-a-week',
    what: 'A sent charge that cannot be asked about says for a week that its call is under way: its card is not charged.',
    file: STEPS,
    find: "if (attempt.status === 'sent') {",
    replace: "if (attempt.status === 'prepared') {",
    caughtBy: { spec: STEP_SPEC },
  },
  {
    name: 'resolved-without-evidence',
    what: 'A person may settle a payment without saying what shows it: books that nobody can check.',
    file: 'src/modules/operations/dto/resolve-manual.request.ts',
    find: 'return value.trim().length >= SHORTEST',
    replace: 'return value.length >= 0',
    caughtBy: { spec: 'test/integration/operations/resolving.spec.ts', test: 'with evidence' },
  },
  {
    name: 'one-person-confirms-twice',
    what: 'The second person may be the first one with another key: one pair of eyes writes off a payment.',
    file: 'src/modules/operations/second-person.ts',
    find: 'proposal.apiKeyId === voice.apiKeyId || plain',
    replace: 'proposal.apiKeyId === voice.apiKeyId && plain',
    caughtBy: { spec: 'src/modules/operations/second-person.spec.ts' },
  },
  {
    name: 'released-past-a-person',
    what: 'A blocked charge is released although its payment waits for a person: it is charged beside money that may be in.',
    file: 'src/modules/operations/use-cases/release-charge.ts',
    find: 'if (open === null) return;',
    replace: "if (open === null || open.status === 'manual') return;",
    caughtBy: {
      spec: 'test/integration/operations/quarantine.spec.ts',
      test: 'is not released past that person',
    },
  },
];
