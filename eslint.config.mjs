import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.data', 'coverage', '**/*.mjs', '**/*.cjs'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/require-await': 'off',
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.name='parseFloat']",
          message: 'Money and rates are never floats.',
        },
      ],
    },
  },
  {
    // Time and randomness enter through platform/clock and platform/ids, so that a test can hold them.
    files: ['src/domain/**/*.ts', 'src/modules/**/*.ts', 'src/gateway/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Use Clock.' },
        { object: 'Math', property: 'random', message: 'Use platform/ids.' },
        { object: 'process', property: 'env', message: 'Use platform/config.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Use Clock.' },
        { selector: "CallExpression[callee.name='randomUUID']", message: 'Use platform/ids.' },
        {
          selector: "CallExpression[callee.name='parseFloat']",
          message: 'Money and rates are never floats.',
        },
        { selector: "CallExpression[callee.property.name='save']", message: 'insert() and update() only.' },
      ],
    },
  },
  {
    files: ['test/**/*.ts', '**/*.spec.ts', 'demo/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);
