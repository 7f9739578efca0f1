/**
 * The import law of src/README.md. Rooms are numbered: a room may import only lower ones,
 * and of a module only its index.ts.
 */
const MODULE_ORDER = [
  ['events'],
  ['merchants'],
  ['dunning', 'payment-methods'],
  ['plans', 'customers', 'tax-rates'],
  ['cards', 'coupons'],
  ['subscriptions', 'ledger'],
  ['balances', 'usage'],
  ['invoices'],
  ['imports'],
  ['safeguards'],
  ['charges'],
  ['refunds'],
  ['chargebacks'],
  ['credit-notes'],
  ['checkout'],
  ['wallets'],
  ['changes'],
  ['plan-migrations'],
  ['webhooks', 'reconciliation', 'day-reconciliation', 'audit', 'operations', 'insights', 'documents'],
  ['previews', 'recovery'],
  ['auto-debit'],
];

const moduleRules = MODULE_ORDER.flatMap((level, i) =>
  level.map((name) => ({
    name: `module-${name}-looks-down-only`,
    severity: 'error',
    from: { path: `^src/modules/${name}/`, pathNot: '\\.spec\\.ts$' },
    to: {
      path: '^src/modules/',
      pathNot: [
        `^src/modules/${name}/`,
        ...MODULE_ORDER.slice(0, i)
          .flat()
          .map((m) => `^src/modules/${m}/`),
      ],
    },
  })),
);

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/domain/', 'node_modules/temporal-polyfill/', 'node_modules/currency-codes/'] },
    },
    {
      name: 'temporal-through-one-kernel-file',
      severity: 'error',
      from: {
        path: '^(src|migrations|demo)/',
        pathNot: ['^src/domain/kernel/temporal\\.ts$', '^src/simulator/'],
      },
      to: { path: 'node_modules/temporal-polyfill/' },
    },
    {
      name: 'platform-imports-domain-only',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(gateway|modules|simulator|cli)/' },
    },
    {
      name: 'gateway-imports-domain-and-platform',
      severity: 'error',
      from: { path: '^src/gateway/' },
      to: { path: '^src/(modules|simulator|cli)/' },
    },
    {
      name: 'ottu-stays-behind-the-port',
      severity: 'error',
      from: { path: '^src/(domain|platform|modules)/' },
      to: { path: '^src/gateway/ottu/' },
    },
    {
      name: 'modules-through-their-index',
      severity: 'error',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/([^/]+)/', pathNot: ['^src/modules/$1/', '^src/modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'nobody-imports-auto-debit',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/modules/auto-debit/', '^src/(app\\.module|main)\\.ts$', '^src/cli/'],
      },
      to: { path: '^src/modules/auto-debit/' },
    },
    {
      name: 'simulator-is-an-island',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/(domain|platform|gateway|modules|cli)/' },
    },
    {
      name: 'nobody-imports-the-simulator',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/simulator/' },
      to: { path: '^src/simulator/' },
    },
    {
      name: 'bench-measures-from-the-outside',
      comment:
        'What it measures is the built artefact; of the source it borrows the key, the server, and the arithmetic of money and invoices.',
      severity: 'error',
      from: { path: '^bench/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/platform/database/pg-types\\.ts$',
          '^src/platform/security/secret-box\\.ts$',
          '^src/domain/(money|pricing|invoice)/',
        ],
      },
    },
    {
      name: 'nobody-imports-the-bench',
      severity: 'error',
      from: { path: '^(src|migrations|demo|test)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'schedule-only-in-auto-debit',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/modules/auto-debit/', '^src/app\\.module\\.ts$'] },
      to: { path: 'node_modules/@nestjs/schedule/' },
    },
    {
      name: 'typeorm-only-in-entities-repositories-and-the-database',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: [
          '\\.(entity|entities)\\.ts$',
          '\\.repository\\.ts$',
          '^src/platform/database/',
          '\\.module\\.ts$',
        ],
      },
      to: { path: 'node_modules/(typeorm|@nestjs/typeorm)/' },
    },
    {
      name: 'outgoing-http-only-in-gateway-and-events',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/gateway/ottu/', '^src/modules/events/', '^src/simulator/'] },
      to: { path: '^(node:)?https?$|node_modules/undici/', dependencyTypesNot: ['type-only'] },
    },
    ...moduleRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { extensions: ['.ts', '.js'], conditionNames: ['import', 'node', 'default'] },
  },
};
