import type { Mutant } from '../mutant.js';

const UNDERSTOOD = 'src/domain/dunning/decide-after-decline.ts';
const DUNNING_SPEC = 'src/domain/dunning/decide-after-decline.spec.ts';
const CONSENT = 'src/domain/agreement/review-consent.ts';
const CONSENT_SPEC = 'src/domain/agreement/review-consent.spec.ts';
const EPOCH = 'src/domain/epoch/judge-epoch.ts';
const EPOCH_SPEC = 'src/domain/epoch/judge-epoch.spec.ts';

/** What looks ahead, and what notices that something is wrong before or after: customers and people are told in time. */
export const WATCHING: readonly Mutant[] = [
  {
    name: 'unknown-code-climbs-the-ladder',
    what: 'A decline that nobody understands is retried as often as any other: it may have been a "never again", which is fined.',
    file: UNDERSTOOD,
    find: 'if (!isUnderstood && retriesUsed >=',
    replace: 'if (!isUnderstood && retriesUsed >= 1e6 *',
    caughtBy: { spec: DUNNING_SPEC, test: 'that nobody understands' },
  },
  {
    name: 'unknown-code-is-tried-when-asked',
    what: 'Whoever asks for a charge now has a card tried four times again whose declines nobody understands.',
    file: 'src/domain/charge/card-limits.ts',
    find: 'if (own.length > MAX_RETRIES_NOT_UNDERSTOOD &&',
    replace: 'if (own.length > 1e6 * MAX_RETRIES_NOT_UNDERSTOOD &&',
    caughtBy: { spec: 'src/domain/charge/card-limits.spec.ts', test: 'it is not understood why' },
  },
  {
    name: 'advice-is-not-in-the-plan',
    what: 'The customer is mailed the day of the ladder, though the issuer has just asked for ten days: they wait with the money in vain.',
    file: UNDERSTOOD,
    find: "if (decision.kind === 'final' || advised === null ||",
    replace: "if (decision.kind === 'final' || advised === null || decision.usesStep ||",
    caughtBy: { spec: DUNNING_SPEC, test: 'soft with advice' },
  },
  {
    name: 'consent-is-asked-at-its-end',
    what: 'The customer is asked to consent again on the day the agreement ends: the next charge is refused, and a paying customer dunned.',
    file: CONSENT,
    find: 'const from = startOfDay(expiryDate, -lead.days, timeZone);',
    replace: 'const from = startOfDay(expiryDate, 0 * lead.days, timeZone);',
    caughtBy: { spec: CONSENT_SPEC, test: 'thirty days before the end' },
  },
  {
    name: 'consent-is-asked-after-the-last-payment',
    what: 'An agreement is used up before anybody asks for the next one: the charge after it is refused.',
    file: CONSENT,
    find: 'if (left > lead.cycles) {',
    replace: 'if (left > 0 * lead.cycles) {',
    caughtBy: { spec: CONSENT_SPEC, test: 'so many payments are left' },
  },
  {
    name: 'restore-elsewhere-is-not-noticed',
    what: 'A dump that is loaded into another cluster goes on charging: what it has forgotten is charged twice.',
    file: EPOCH,
    find: "if (differs(known.systemIdentifier, server.systemIdentifier)) signs.push('another_cluster');\n  else if (differs(known.timeline, server.timeline)) signs",
    replace:
      "if (differs(known.systemIdentifier, known.systemIdentifier)) signs.push('another_cluster');\n  else if (differs(known.timeline, known.timeline)) signs",
    caughtBy: { spec: EPOCH_SPEC, test: 'may have forgotten something' },
  },
  {
    name: 'lost-beats-are-not-noticed',
    what: 'A disk is put back as it was last night, and nobody sees that a day of charges is missing.',
    file: EPOCH,
    find: 'if (witness !== null && sawMore(witness, known)) signs',
    replace: 'if (witness !== null && sawMore(witness, known) && signs.length > 0) signs',
    caughtBy: { spec: EPOCH_SPEC, test: 'may have forgotten something' },
  },
  {
    name: 'case-is-told-of-once',
    what: 'A payment that waits for a person is told of once: missed then, its customer is neither charged nor helped for ever.',
    file: 'src/domain/charge/case-reminder.ts',
    find: 'let wait = hours * HOUR_MS;',
    replace: 'let wait = 1e6 * hours * HOUR_MS;',
    caughtBy: { spec: 'src/domain/charge/case-reminder.spec.ts' },
  },
  {
    name: 'poison-is-never-set-aside',
    what: 'A charge that throws each time is tried for ever: no person hears of it, and its customer uses the product unpaid.',
    file: 'src/modules/charges/charge-failures.ts',
    find: 'if (processingFailures < MAX_FAILURES) {',
    replace: 'if (processingFailures < 1e6 * MAX_FAILURES) {',
    caughtBy: { spec: 'test/scenarios/poison.spec.ts', test: 'as a charge is given to a person' },
  },
  {
    name: 'breach-goes-on-charging',
    what: 'The nightly audit finds that the books contradict themselves about money, tells it, and the merchant is charged on.',
    file: 'src/modules/audit/use-cases/audit-nightly.ts',
    find: "if (!broken.some(({ check }) => check.guards === 'money')) return;",
    replace: "if (broken.some(({ check }) => check.guards === 'money')) return;",
    caughtBy: { spec: 'test/integration/audit/audit.spec.ts', test: 'stops the charging of the merchant' },
  },
];
