import { CREDENTIAL_USES } from '../../gateway/credentials.js';
import type { LookResult } from '../../gateway/payment-gateway.js';
import { type GivenCredentials, readCredentials } from './credentials-faults.js';
import { judgeCredentials } from './judge-credentials.js';

const trouble = { code: 'timeout', message: 'no answer', httpStatus: null } as const;
const refusedBy = (httpStatus: number): LookResult => ({ kind: 'unauthorized', httpStatus, message: 'no' });

test.each<[string, LookResult, string[]]>([
  ['that there is no such session', { kind: 'not_found', message: 'none' }, ['good', 'good', 'good']],
  ['401', refusedBy(401), ['bad', 'bad', 'bad']],
  ['403, which only asking must never get', refusedBy(403), ['unsure', 'bad', 'unsure']],
  ['429', { kind: 'rate_limited', retryAfterSeconds: 1 }, ['unsure', 'unsure', 'unsure']],
  ['nothing', { kind: 'trouble', trouble }, ['unsure', 'unsure', 'unsure']],
])('when Ottu answers %s, credentials for charging, asking and refunding are …', (_what, look, verdicts) => {
  expect(CREDENTIAL_USES.map((use) => judgeCredentials(use, look).kind)).toEqual(verdicts);
});

test.each<[GivenCredentials, string]>([
  [{}, 'api_key'],
  [{ api_key: '' }, 'api_key'],
  [{ api_key: 'with space' }, 'api_key'],
  [{ api_key: 'clé' }, 'api_key'],
  [{ api_key: 'k', username: 'u', password: 'p' }, 'username'],
  [{ api_key: 'k', password: 'p' }, 'password'],
  [{ username: 'u' }, 'password'],
  [{ password: 'p' }, 'username'],
  [{ username: 'u:v', password: 'p' }, 'username'],
  [{ username: '', password: 'p' }, 'username'],
  [{ username: 'u', password: '' }, 'password'],
])('%j is refused at %s', (given, field) => {
  expect(readCredentials(given)).toMatchObject([{ field, message: expect.any(String) }]);
});

test('a password may have what a key may not', () => {
  expect(readCredentials({ username: 'u', password: 'p:ä ß' })).toEqual({
    kind: 'basic',
    username: 'u',
    password: 'p:ä ß',
  });
});
