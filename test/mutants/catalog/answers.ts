import type { Mutant } from '../mutant.js';

const CLASSIFY = 'src/gateway/ottu/classify-charge-answer.ts';
const READ = 'src/gateway/ottu/read-answers.ts';
const JUDGE = 'src/modules/charges/judge-look.ts';
const CLASSIFY_SPEC = 'test/contract/ottu/classify-charge-answer.spec.ts';

/** What an answer of the platform is taken for. */
export const ANSWERS: readonly Mutant[] = [
  {
    name: 'server-error-is-a-no',
    what: 'HTTP 500 after a charge counts as refused: the card that was charged is charged again.',
    file: CLASSIFY,
    find: 'if (common) return',
    replace:
      "if (common?.kind === 'trouble' && status >= 500) return refused({}, status);\n  if (common) return",
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'timeout-is-not-sent',
    what: 'A charge without an answer in time counts as never sent: it is made again while the bank still works on it.',
    file: CLASSIFY,
    find: "return outcome.code === 'not_sent'",
    replace: "return outcome.code === 'not_sent' || outcome.code === 'timeout'",
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'another-session-is-ours',
    what: 'A paid answer about another session pays our invoice: somebody else’s money is booked as this customer’s.',
    file: CLASSIFY,
    find: 'sessionId !== expected.sessionId',
    replace: "sessionId === ''",
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'another-order-is-ours',
    what: 'A paid answer about another order pays our invoice: one payment settles two invoices.',
    file: CLASSIFY,
    find: 'orderNo !== expected.orderNo',
    replace: "orderNo === ''",
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'another-amount-is-ours',
    what: 'A paid answer with another amount pays our invoice: 1.000 settles what costs 9.500.',
    file: CLASSIFY,
    find: 'equals(amount, expected.amount)',
    replace: 'amount.currency === expected.amount.currency',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'another-currency-is-ours',
    what: 'Only the number of an amount is compared: 9500 fils and 9500 cents are the same money.',
    file: CLASSIFY,
    find: 'equals(amount, expected.amount)',
    replace: 'amount.minor === expected.amount.minor',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'echo-may-be-missing',
    what: 'Paid without saying which order and how much is believed: a payment that is not ours is booked.',
    file: CLASSIFY,
    find: 'if (echo.sessionId === null || echo.orderNo === null || echo.amount === null) {',
    replace: 'if (echo.sessionId === null) {',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'state-is-believed-alone',
    what: 'State paid beside a result that says failed is a payment: service is given away.',
    file: CLASSIFY,
    find: 'if (contradicts(standing, status)) {',
    replace: 'if (status === 400 && contradicts(standing, status)) {',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'held-money-is-collected',
    what: 'An authorization counts as a payment: the money is only held, and falls back to the payer.',
    file: CLASSIFY,
    find: "if (standing.state === 'paid') return succeeded",
    replace: "if (standing.state === 'paid' || standing.state === 'authorized') return succeeded",
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'pending-is-a-no',
    what: 'A gateway that has not decided yet counts as one that declined: the card is charged again, and then twice.',
    file: CLASSIFY,
    find: "return unknown('pending', 'the gateway has not decided yet', status);",
    replace: 'return declined(body, { state: null, result: null }, status);',
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'redirect-is-an-answer',
    what: 'A redirect with a body is read like an answer: whoever answers in the platform’s place decides who has paid.',
    file: 'src/gateway/ottu/http-answers.ts',
    find: 'if (status >= 300 && status < 400) {',
    replace: 'if (status >= 300 && status < 300) {',
    also: [
      {
        file: CLASSIFY,
        find: 'const isSuccess = status >= 200 && status < 300;',
        replace: 'const isSuccess = status >= 200 && status < 400;',
      },
    ],
    caughtBy: { spec: CLASSIFY_SPEC },
  },
  {
    name: 'look-believes-another-amount',
    what: 'A session that is paid with another amount settles the invoice when it is looked at.',
    file: JUDGE,
    find: '!equals(payment.amount!, expected.amount)',
    replace: 'payment.amount!.currency !== expected.amount.currency',
    caughtBy: { spec: 'src/modules/charges/judge-look.spec.ts' },
  },
  {
    name: 'look-believes-another-order',
    what: 'A session that is paid for another order settles the invoice when it is looked at.',
    file: JUDGE,
    find: 'if (payment.orderNo !== expected.orderNo)',
    replace: "if (payment.orderNo === '')",
    caughtBy: { spec: 'src/modules/charges/judge-look.spec.ts' },
  },
  {
    name: 'attempted-is-closed',
    what: 'A session that was tried and can still be paid counts as closed: a second one is opened beside it.',
    file: JUDGE,
    find: "case 'attempted':\n      return { kind: 'under_way', ...tried, isPending: false };",
    replace: "case 'attempted':\n      return { kind: 'closed', ...tried };",
    caughtBy: { spec: 'src/modules/charges/judge-look.spec.ts' },
  },
  {
    name: 'fence-without-confirmation',
    what: 'An answer that does not confirm the closing counts as closed: the wait begins while the payer can still pay.',
    file: READ,
    find: "if (result !== 'success' || operation === null) return",
    replace: "if (result !== 'success' && operation === 'expire') return",
    caughtBy: { spec: 'test/contract/ottu/read-answers.spec.ts' },
  },
  {
    name: 'cancel-instead-of-expire',
    what: 'A session is canceled and not expired: some gateways still take the payment, after the next charge was made.',
    file: 'src/gateway/ottu/ottu-gateway.ts',
    find: "body: { operation: 'expire',",
    replace: "body: { operation: 'cancel',",
    also: [
      {
        file: READ,
        find: "optionalWord(body, 'operation', ['expire'])",
        replace: "optionalWord(body, 'operation', ['expire', 'cancel'])",
      },
    ],
    caughtBy: { spec: 'test/contract/ottu/simulator.spec.ts' },
  },
];
