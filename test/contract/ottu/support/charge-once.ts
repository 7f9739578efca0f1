/**
 * Charges once at the address given and prints what became of it. Run as a process of its own, because
 * jest gives its tests a copy of the environment that the TLS of Node does not look at.
 */
import { EXPECTED, harnessAt, SESSION } from './harness.js';

const harness = harnessAt(process.argv[2] ?? '');
const answer = await harness.gateway.chargeToken(harness.account, {
  sessionId: SESSION,
  token: '9911223344',
  sendBeforeMs: Infinity,
  expected: EXPECTED,
});
await harness.close();
console.log('trouble' in answer ? `${answer.kind} ${answer.trouble.message}` : answer.kind);
