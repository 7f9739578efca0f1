/** Three projects, so that a pure rule can be tried without a database. */
const common = {
  rootDir: import.meta.dirname,
  // In bare Node: the engine is loaded once by each worker, not once by each test file. See docs/adr/0045.
  runner: '<rootDir>/test/support/runner.mjs',
  setupFiles: ['<rootDir>/test/support/ts-loader.mjs', '<rootDir>/test/support/end-with-jest.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/support/time-limit.mjs'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2023',
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};

export default {
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/src/**/*.spec.ts',
        '<rootDir>/bench/**/*.spec.ts',
        '<rootDir>/test/architecture/**/*.spec.ts',
      ],
    },
    {
      ...common,
      displayName: 'simulator',
      testMatch: ['<rootDir>/test/simulator/**/*.spec.ts', '<rootDir>/test/contract/**/*.spec.ts'],
    },
    {
      ...common,
      displayName: 'engine',
      testMatch: [
        '<rootDir>/test/integration/**/*.spec.ts',
        '<rootDir>/test/scenarios/**/*.spec.ts',
        '<rootDir>/test/e2e/**/*.spec.ts',
      ],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
  // One more than the cores of a small machine: some of them wait for real time to pass.
  maxWorkers: 3,
  testSequencer: '<rootDir>/test/support/longest-first.mjs',
};
