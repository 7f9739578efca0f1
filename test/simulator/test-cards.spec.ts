import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEST_CARDS } from '../../src/simulator/index.js';
import { Desk, type Loose } from './support.js';

const documentation = readFileSync(join(import.meta.dirname, '../../docs/simulator.md'), 'utf8').replace(
  / +/g,
  ' ',
);

function checkDigitIsRight(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, i) => {
    const value = Number(digit) * (i % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

describe('the table of test cards', () => {
  it.each(TEST_CARDS.map((card) => [card.id, card] as const))(
    '%s is a valid number of its own, and documented',
    (_id, card) => {
      expect(checkDigitIsRight(card.number)).toBe(true);
      expect(TEST_CARDS.filter((other) => other.number === card.number || other.id === card.id)).toHaveLength(
        1,
      );
      expect(documentation).toContain(`| \`${card.number}\` | \`${card.id}\` | ${card.title}`);
    },
  );

  it('is given out over HTTP', async () => {
    const desk = await Desk.open();
    const { cards } = (await desk.get('/control/cards')).body;
    expect(cards.map((card: Loose) => card.number)).toEqual(TEST_CARDS.map((card) => card.number));
    await desk.close();
  });

  it.each([
    ['4111111111111111', ['paid'], 'paid'],
    ['5555555555554444', ['paid'], 'paid'],
    ['4000000000009995', ['attempted', 'attempted'], null],
    ['4000000000009979', ['attempted'], null],
    ['4000000000000069', ['attempted'], null],
    ['4012888888881881', ['attempted', 'attempted', 'attempted', 'attempted'], null],
    ['4000000000000002', ['attempted', 'paid'], 'paid'],
    ['4000000000000119', ['pending'], null],
    ['5105105105105100', ['pending'], null],
    ['5200828282828210', ['pending'], null],
    ['4000008260003178', ['paid'], 'attempted'],
    ['4000000000009987', ['paid'], 'attempted'],
    ['4000002760003184', ['paid'], 'pending'],
  ])('%s ends as %j on the page, and a later charge as %j', async (number, onPage, later) => {
    const desk = await Desk.open();
    const { session_id } = await desk.session();
    const states = [];
    for (let i = 0; i < onPage.length; i++) {
      await desk.pay(session_id, number, { card_cvv: '002' });
      states.push(await desk.state(session_id));
    }
    expect(states).toEqual(onPage);
    const cards = (await desk.post('/b/pbl/v2/card/', { type: 'sandbox', customer_id: 'cust_1' })).body;
    if (later !== null) expect((await desk.charge(cards[0].token)).body.state).toBe(later);
    await desk.close();
  });
});
