import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The pages of Ottu's documentation from which the fixtures were written, as its index had them in June 2026. */
const PAGES = [
  'cards-and-tokens/recurring-payments',
  'cards-and-tokens/user-cards',
  'operations',
  'payments/checkout-api',
  'payments/payment-methods',
  'payments/psq',
  'reference/error-codes',
  'reference/payment-states',
  'reports',
  'webhooks/operation-events',
  'webhooks/payment-events',
  'webhooks/pg-params',
  'webhooks/verify-signatures',
];
/** Of the network, of Nest, or against the simulator, which has the shapes of the others: no fixture of their own. */
const WITHOUT_FIXTURES = [
  'ask-sandbox.spec.ts',
  'module.spec.ts',
  'named-pages.spec.ts',
  'sending.spec.ts',
  'simulator-trouble.spec.ts',
  'simulator.spec.ts',
  'transport.spec.ts',
];

const folder = join(process.cwd(), 'test/contract/ottu');
const pagesIn = (file: string) =>
  [
    ...readFileSync(join(folder, file), 'utf8').matchAll(
      /docs\.ottu\.com\/developers\/([a-z-]+(?:\/[a-z-]+)*)/g,
    ),
  ].map(([, page]) => page!);

describe('the fixtures', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.spec.ts'));

  it.each(files.filter((name) => !WITHOUT_FIXTURES.includes(name)))('of %s name their page', (file) => {
    expect(pagesIn(file)).not.toEqual([]);
  });

  it('name pages that there are, and each of them is followed somewhere', () => {
    const named = [...files, 'support/harness.ts']
      .filter((f) => f !== 'named-pages.spec.ts')
      .flatMap(pagesIn);
    expect([...new Set(named)].sort()).toEqual(PAGES);
  });
});
