import { readSettings, SettingsError } from './settings.js';

function problemsOf(environment: NodeJS.ProcessEnv): string[] {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings', () => {
  it('have a value for everything that need not be set', () => {
    expect(readSettings({})).toMatchObject({
      PORT: 3000,
      SIMULATOR_PORT: 4010,
      HOST: '127.0.0.1',
      ROLE: 'all',
      TICK_MS: 1000,
      WAIT_SCALE: 1,
      publicUrl: 'http://127.0.0.1:3000',
      runsApi: true,
      runsWorker: true,
    });
  });

  it('take an empty value for none, as compose files write it', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '', ROLE: '' })).toEqual(readSettings({}));
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '80a'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['SIMULATOR_PORT', 'http'],
    ['DATABASE_URL', 'mysql://localhost/engine'],
    ['OTTU_BASE_URL', 'merchant.ottu.net'],
    ['OTTU_BASE_URL', 'ftp://merchant.ottu.net'],
    ['PUBLIC_URL', 'not a url'],
    ['ROLE', 'leader'],
    ['ENCRYPTION_KEY', 'ab'.repeat(31)],
    ['ENCRYPTION_KEY', 'xy'.repeat(32)],
    ['LOG_LEVEL', 'verbose'],
    ['TICK_MS', '49'],
    ['TICK_MS', '60001'],
    ['WAIT_SCALE', '0'],
    ['WAIT_SCALE', '1.5'],
    ['CRASH_AT', 'After Sent'],
  ])('refuse %s=%s and name it', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(name);
  });

  it.each([
    ['PORT', '65535'],
    ['DATABASE_URL', 'postgres://u:p@localhost:5432/engine'],
    ['DATABASE_URL', 'postgresql://localhost/engine'],
    ['OTTU_BASE_URL', 'http://localhost:4010'],
    ['PUBLIC_URL', 'https://billing.example.com'],
    ['ENCRYPTION_KEY', 'Ab'.repeat(32)],
    ['TICK_MS', '50'],
    ['WAIT_SCALE', '0.001'],
    ['CRASH_AT', 'after-sent:3'],
  ])('take %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([]);
  });

  it('tell all that is wrong at once', () => {
    const problems = problemsOf({ PORT: 'a', ROLE: 'b', LOG_LEVEL: 'c', DATABASE_URL: 'd', TICK_MS: 'e' });
    expect(problems).toHaveLength(5);
  });

  it('never repeat what was set: it may be a secret', () => {
    expect(problemsOf({ DATABASE_URL: 'user:pa55word@host', ENCRYPTION_KEY: 'deadbeef' }).join()).not.toMatch(
      /pa55word|deadbeef/,
    );
  });

  it.each([
    ['all', true, true],
    ['api', true, false],
    ['worker', false, true],
  ] as const)('say what the role %s does', (ROLE, runsApi, runsWorker) => {
    expect(readSettings({ ROLE })).toMatchObject({ runsApi, runsWorker });
  });

  it('give the public address without a slash at its end', () => {
    expect(readSettings({ PUBLIC_URL: 'https://billing.example.com/' }).publicUrl).toBe(
      'https://billing.example.com',
    );
  });
});
