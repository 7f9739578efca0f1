import type { Mutant } from '../mutant.js';

const HTTP = 'src/gateway/ottu/ottu-http.ts';
const EXCHANGE = 'src/gateway/ottu/exchange.ts';
const WEBHOOK = 'src/gateway/ottu/read-webhook.ts';
const EFFECTS = 'src/modules/webhooks/webhook-effects.ts';
const NAMED = 'src/modules/webhooks/named-payments.ts';
const TRANSPORT_SPEC = 'test/contract/ottu/transport.spec.ts';
const WEBHOOKS_SPEC = 'test/integration/webhooks/webhooks.spec.ts';

const POOL = 'this.connections.to(request.url.origin, request.isCharge ?? false).dispatch(';
const IMPORT = "import { OttuSettings } from './ottu-settings.js';";
/** The last guard against a silent repetition: a request that begins a second time is dropped. */
const SECOND_START = {
  file: EXCHANGE,
  find: 'if (this.settled || this.written ||',
  replace: 'if (this.settled ||',
};

/** A payment as the webhook's body tells it, which nobody has asked the platform about. */
const SETTLE_BY_WEBHOOK = `for (const { attempt } of about) await this.settle.within(
        tx,
        attempt,
        {
          kind: 'succeeded',
          payment: {
            sessionId: attempt.sessionId!,
            orderNo: attempt.orderNo,
            state: 'paid',
            result: 'success',
            amount: null,
            referenceNumber: null,
            gatewayCustomerId: null,
            agreementId: null,
            card: null,
            decline: null,
            checkoutUrl: null,
          },
        },
        'answer',
      );`;
const WITH_SETTLE = [
  {
    file: EFFECTS,
    find: "import { type Attempt, AttemptsRepository, lacksItsCard } from '../charges/index.js';",
    replace:
      "import { type Attempt, AttemptsRepository, lacksItsCard, SettleCharge } from '../charges/index.js';",
  },
  {
    file: EFFECTS,
    find: 'private readonly clock: MerchantClock,',
    replace: 'private readonly clock: MerchantClock,\n    private readonly settle: SettleCharge,',
  },
];

/** How requests go out, and what may come in. */
export const TRANSPORT: readonly Mutant[] = [
  {
    name: 'client-retries-charges',
    what: 'The HTTP client repeats a charge whose connection broke: the bank had the first one, and books two.',
    file: HTTP,
    find: POOL,
    replace:
      "this.connections.to(request.url.origin, request.isCharge ?? false).compose(interceptors.retry({ maxRetries: 2, minTimeout: 1, methods: ['GET', 'POST'] })).dispatch(",
    also: [
      { file: HTTP, find: IMPORT, replace: `import { interceptors } from 'undici';\n${IMPORT}` },
      SECOND_START,
    ],
    caughtBy: { spec: TRANSPORT_SPEC },
  },
  {
    name: 'charge-hangs-up-early',
    what: 'A charge is given up after five seconds: banks that take ten leave nothing but charges that nobody knows of.',
    file: 'src/gateway/ottu/ottu-settings.ts',
    find: 'chargeTimeoutMs = 75_000;',
    replace: 'chargeTimeoutMs = 5_000;',
    caughtBy: { spec: 'test/integration/waits/waits.spec.ts', test: 'a minute at least for a charge' },
  },
  {
    name: 'client-follows-redirects',
    what: 'The HTTP client follows a redirect: card token and key go wherever an answer says.',
    file: HTTP,
    find: POOL,
    replace:
      'this.connections.to(request.url.origin, request.isCharge ?? false).compose(interceptors.redirect({ maxRedirections: 3 })).dispatch(',
    also: [
      { file: HTTP, find: IMPORT, replace: `import { interceptors } from 'undici';\n${IMPORT}` },
      SECOND_START,
    ],
    caughtBy: { spec: TRANSPORT_SPEC },
  },
  {
    name: 'lost-connection-is-not-sent',
    what: 'A connection that broke after the request was written counts as not sent: the charge is made again.',
    file: EXCHANGE,
    find: 'this.written = true;',
    replace: 'this.written = this.settled;',
    caughtBy: { spec: TRANSPORT_SPEC },
  },
  {
    name: 'late-write-after-giving-up',
    what: 'A charge that waited too long for a connection is sent after all, though it was told as not sent.',
    file: EXCHANGE,
    find: 'if (this.settled || this.written || nowMs > this.sendBeforeMs) {',
    replace: 'if (this.written) {',
    caughtBy: { spec: TRANSPORT_SPEC },
  },
  {
    name: 'certificate-is-not-verified',
    what: 'TLS without verification: whoever sits on the line reads tokens and answers "paid".',
    file: 'src/gateway/ottu/ottu-connections.ts',
    find: 'return { timeout, rejectUnauthorized: true };',
    replace: 'return { timeout, rejectUnauthorized: false as true };',
    caughtBy: { spec: TRANSPORT_SPEC, test: 'a certificate nobody vouches for' },
  },
  {
    name: 'call-inside-a-transaction',
    what: 'The platform may be called while rows are locked: a rollback forgets a charge that was made.',
    file: HTTP,
    find: 'assertOutsideTransaction(`',
    replace: 'void (`',
    caughtBy: { spec: 'test/contract/ottu/sending.spec.ts' },
  },
  {
    name: 'webhook-signature-is-not-checked',
    what: 'Any body with a signature counts as genuine: a stranger makes the engine ask without end, and forges evidence.',
    file: WEBHOOK,
    find: 'return isGenuine && fields.length > 0',
    replace: 'return fields.length > 0',
    caughtBy: { spec: 'test/contract/ottu/read-webhook.spec.ts' },
  },
  {
    name: 'webhook-of-a-merchant-without-key',
    what: 'An empty key signs: of a merchant who has not set one, everybody can forge webhooks.',
    file: 'src/gateway/ottu/signature.ts',
    find: "if (key === '' || ",
    replace: 'if (',
    caughtBy: { spec: 'test/contract/ottu/signature.spec.ts' },
  },
  {
    name: 'webhook-may-mean-two-payments',
    what: 'A signed text that reads as two payments is believed: a payer’s name moves the order of somebody else.',
    file: WEBHOOK,
    find: "if (scheme !== 'flat-18') return false;",
    replace: "if (scheme !== 'path-26') return false;",
    caughtBy: { spec: 'test/contract/ottu/webhook-ambiguity.spec.ts' },
  },
  {
    name: 'webhook-names-a-key-twice',
    what: 'Of a key that is named twice the last one counts: what was signed and what is read differ.',
    file: 'src/gateway/ottu/strict-json.ts',
    find: 'if (keys.has(key)) return key;',
    replace: "if (keys.has('')) return key;",
    caughtBy: { spec: 'test/contract/ottu/read-webhook.spec.ts' },
  },
  {
    name: 'webhook-settles',
    what: 'A webhook that says paid is a payment, without asking: one leaked key, and everything is free.',
    file: EFFECTS,
    find: 'await this.hint(tx, about);',
    replace: SETTLE_BY_WEBHOOK,
    also: WITH_SETTLE,
    caughtBy: { spec: WEBHOOKS_SPEC, test: 'signed with the right key and lies' },
  },
  {
    name: 'webhook-chooses-the-session',
    what: 'The unsigned session of a genuine webhook says which payment was made: one payment pays any other.',
    file: EFFECTS,
    find: 'await this.hint(tx, about);',
    replace: SETTLE_BY_WEBHOOK,
    also: [
      ...WITH_SETTLE,
      {
        file: WEBHOOK,
        find: "sessionId: values.get('session_id') ?? null,\n    namedSessionId",
        replace:
          'sessionId: (JSON.parse(rawBody.toString()) as { session_id: string }).session_id,\n    namedSessionId',
      },
      {
        file: NAMED,
        find: "if (told.about === 'payment' || told.reading.orderNo !== null) return [];",
        replace: '',
      },
      {
        file: NAMED,
        find: 'const [attempt, setup] = [byOrder.get(orderKey(order)), ',
        replace: 'const [attempt, setup] = [bySession.get(sessionKey(session!)), ',
      },
    ],
    caughtBy: { spec: WEBHOOKS_SPEC, test: 'cannot pay another by naming its session' },
  },
];
