import { readCommand } from './ask-ottu-arguments.js';
import { UsageError } from './merchant-arguments.js';

const GATEWAY = ['--gateway', 'credit-card', '--currency', 'KWD'];
const at = (url: string) => readCommand(['--url', url, ...GATEWAY], ['pay.club.example']);

test.each(['https://club.ottu.net', 'https://pay.club.example', 'http://127.0.0.1:4010'])(
  '%s may be asked',
  (url) => {
    expect(at(url)).toMatchObject({ name: 'ask', url, options: { amount: '1.000' } });
  },
);

test.each([
  'https://ottu.net.evil.example',
  'https://evilottu.net',
  'http://club.ottu.net',
  'https://user:word@club.ottu.net',
  'https://club.ottu.net/?a=b',
  'club.ottu.net',
])('%s may not be given a key', (url) => {
  expect(() => at(url)).toThrow(UsageError);
});

test.each([
  ['JPY', '100'],
  ['USD', '1.00'],
  ['KWD', '1.000'],
])('in %s it is %s that is charged', (currency, amount) => {
  const args = ['--url', 'https://club.ottu.net', '--gateway', 'g', '--currency', currency];
  expect(readCommand(args, [])).toMatchObject({ options: { amount } });
  expect(() => readCommand([...args, '--amount', '1.2345'], [])).toThrow('--amount');
});
