import { Logger } from '@nestjs/common';
import { JsonLogger } from './json-logger.js';

const lines: Record<string, unknown>[] = [];
const destination = { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) };

beforeEach(() => {
  lines.length = 0;
  Logger.overrideLogger(new JsonLogger('debug', destination));
});

afterAll(() => Logger.overrideLogger(false));

test('a sentence is one line of JSON with level, time and context', () => {
  new Logger('Renewals').log('40 subscriptions were renewed');
  expect(lines).toEqual([
    {
      level: 'info',
      time: expect.stringMatching(/Z$/),
      context: 'Renewals',
      msg: '40 subscriptions were renewed',
    },
  ]);
});

test('fields stand beside their sentence, an error with its stack', () => {
  new Logger('Charges').error({ err: new TypeError('no'), attempt: 'att_1' }, 'An attempt failed');
  expect(lines[0]).toMatchObject({
    level: 'error',
    context: 'Charges',
    attempt: 'att_1',
    msg: 'An attempt failed',
    err: { type: 'TypeError', message: 'no', stack: expect.stringContaining('json-logger.spec') },
  });
});

test('an error alone and a message with a stack are told too', () => {
  new Logger('A').error(new Error('alone'));
  new Logger('A').error('with a stack', 'Error: x\n    at y');
  expect(lines).toMatchObject([
    { err: { message: 'alone' } },
    { msg: 'with a stack', more: ['Error: x\n    at y'] },
  ]);
});

test('levels below the chosen one are silent', () => {
  Logger.overrideLogger(new JsonLogger('warn', destination));
  new Logger('A').log('quiet');
  new Logger('A').warn('loud');
  expect(lines.map((line) => line['msg'])).toEqual(['loud']);
});

test('no secret passes', () => {
  new Logger('A').log({ headers: { authorization: 'Bearer abc' } }, 'POST /hooks/ottu/mer_1/secret/payment');
  expect(JSON.stringify(lines)).not.toMatch(/abc|\/secret/);
});
