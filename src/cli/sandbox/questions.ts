import type { CardReading } from '../../gateway/payment-gateway.js';
import { meaningOf, type Sandbox, type Session } from './sandbox.js';

export interface Asking {
  sandbox: Sandbox;
  /** The same account by the older address of auto-debit. */
  older: Sandbox;
  card: CardReading | null;
  /** What a question left for a later run of the command to look at. */
  left: Left;
}

export interface Left {
  openSession?: { sessionId: string; since: string };
}

export interface Question {
  id: string;
  question: string;
  needsCard: boolean;
  /** What follows from the answers, in a sentence. */
  ask(asking: Asking, card: CardReading): Promise<string>;
}

const paid = async (sandbox: Sandbox, card: CardReading): Promise<Session | string> => {
  const session = await sandbox.session();
  const answer = await sandbox.charge(session, card);
  return answer.kind === 'succeeded'
    ? session
    : `not answered: the charge before it was ${meaningOf(answer)}`;
};

/** As docs/connect-ottu.md lists them. Each makes its own sessions, so that none stands in the way of another. */
export const QUESTIONS: readonly Question[] = [
  {
    id: 'order-number-twice',
    question: 'Is an order number refused when it is used twice?',
    needsCard: false,
    async ask({ sandbox }) {
      const first = await sandbox.session();
      const second = await sandbox.createSession({ orderNo: first.orderNo });
      if (second.kind !== 'created') return `It is refused: ${meaningOf(second)}.`;
      return second.sessionId === first.sessionId
        ? 'It is not refused: the answer is the first session.'
        : 'It is not refused: there are two sessions of one order.';
    },
  },
  {
    id: 'charge-of-a-paid-session',
    question: 'What does auto-debit answer on a session that is paid?',
    needsCard: true,
    async ask({ sandbox }, card) {
      const session = await paid(sandbox, card);
      if (typeof session === 'string') return session;
      const again = await sandbox.charge(session, card);
      return again.kind === 'succeeded'
        ? 'It answers as if it had charged again: count on the dashboard.'
        : `It does not charge again: ${meaningOf(again)}.`;
    },
  },
  {
    id: 'charge-of-an-expired-session',
    question: 'What does auto-debit answer on a session that is expired?',
    needsCard: true,
    async ask({ sandbox }, card) {
      const session = await sandbox.session();
      const { sessionId } = session;
      const expired = await sandbox.step('expire it', { sessionId }, (gateway) =>
        gateway.expireSession(sandbox.account, { sessionId }, session.orderNo),
      );
      if (expired.kind !== 'expired') return `not answered: expiring it was ${meaningOf(expired)}`;
      const answer = await sandbox.charge(session, card);
      return answer.kind === 'succeeded'
        ? 'It charges all the same: a fence by expire does not hold.'
        : `It does not charge: ${meaningOf(answer)}.`;
    },
  },
  {
    id: 'two-charges-at-once',
    question: 'Are two auto-debits on one session at once made one after the other?',
    needsCard: true,
    async ask({ sandbox }, card) {
      const session = await sandbox.session();
      const answers = await Promise.all([sandbox.charge(session, card), sandbox.charge(session, card)]);
      const successes = answers.filter(({ kind }) => kind === 'succeeded').length;
      if (successes === 2)
        return 'Both were answered as paid: count on the dashboard how often it was charged.';
      return successes === 1
        ? 'One was paid and the other was not: one after the other.'
        : `not answered: ${answers.map(meaningOf).join('; ')}`;
    },
  },
  {
    id: 'older-address',
    question: 'Which of the two auto-debit addresses does the account have?',
    needsCard: true,
    async ask({ sandbox, older }, card) {
      const answers = [
        await sandbox.charge(await sandbox.session(), card),
        await older.charge(await older.session(), card),
      ] as const;
      const has = answers.map(({ kind }) => kind === 'succeeded' || kind === 'declined');
      if (has[0] && has[1]) return 'Both.';
      if (!has[0] && !has[1]) return `not answered: ${answers.map(meaningOf).join('; ')}`;
      return has[0]
        ? `The newer alone; the older is ${meaningOf(answers[1])}.`
        : `The older alone; the newer is ${meaningOf(answers[0])}.`;
    },
  },
  {
    id: 'refund-under-one-key',
    question: 'Is a refund that is repeated under one Tracking-Key made once?',
    needsCard: true,
    async ask({ sandbox }, card) {
      const session = await paid(sandbox, card);
      if (typeof session === 'string') return session;
      const part = { ...sandbox.amount, minor: sandbox.amount.minor / 4n };
      const request = { ...session, amount: part, trackingKey: `${session.orderNo}-refund` };
      const refund = () =>
        sandbox.step('refund a quarter', request, (gateway) => gateway.refund(sandbox.account, request));
      const answers = [await refund(), await refund()];
      const look = await sandbox.step('look at the refunds', session, (gateway) =>
        gateway.lookAtRefunds(sandbox.account, session.sessionId, 'retrieve', {
          orderNo: session.orderNo,
          createdAt: null,
        }),
      );
      const said = answers.map(meaningOf).join(', then ');
      return look.kind === 'told'
        ? `${look.refunds.length} refunds are told after two requests: ${said}.`
        : `Two requests were ${said}; how many were made is not told: ${meaningOf(look)}.`;
    },
  },
  {
    id: 'expires-by-itself',
    question: 'Does a session become expired by itself?',
    needsCard: false,
    async ask({ sandbox, left }) {
      if (!left.openSession) {
        const { sessionId } = await sandbox.session({ purpose: 'first_payment' });
        left.openSession = { sessionId, since: sandbox.clock.now().toISOString() };
        return 'not answered yet: a session was left open; run the command again in two days, with the same --out';
      }
      const { sessionId, since } = left.openSession;
      const look = await sandbox.step('look at it again', { sessionId }, (gateway) =>
        gateway.retrieveSession(sandbox.account, sessionId),
      );
      const found = look.kind === 'found' ? look.payment.state : meaningOf(look);
      return `The session that was left open at ${since} is ${found}.`;
    },
  },
  {
    id: 'what-the-user-may',
    question: 'What may this user do?',
    needsCard: false,
    async ask({ sandbox }) {
      const { account, options } = sandbox;
      const day = sandbox.clock.now().toISOString().slice(0, 10);
      const may = {
        'make sessions': await sandbox.createSession(),
        'list cards': await sandbox.step('list the cards', {}, (gateway) =>
          gateway.listCards(account, { gatewayCustomerId: options.customer }),
        ),
        'list reports': await sandbox.step('list the reports', {}, (gateway) =>
          gateway.listReports(account, { createdFrom: day, createdTo: day }),
        ),
      };
      return Object.entries(may)
        .map(([what, answer]) => `${what}: ${meaningOf(answer)}`)
        .join('; ');
    },
  },
];
