import { networkOf } from './card-network.js';
import {
  classOfDecline,
  type DeclineClass,
  type DeclineWords,
  meaningOfCode,
  strictest,
} from './decline-class.js';

const classOf = (over: Partial<DeclineWords>) =>
  classOfDecline({ brand: 'VISA', class: 'soft', responseCode: null, adviceCode: null, ...over });

describe('the network of a card', () => {
  it.each([
    ['VISA', 'visa'],
    ['Visa Electron', 'visa'],
    ['MASTERCARD', 'mastercard'],
    ['MasterCard', 'mastercard'],
    ['mc', 'mastercard'],
    ['Maestro', 'mastercard'],
    ['AMEX', 'other'],
    ['mada', 'other'],
    ['KNET', 'other'],
    [null, 'unknown'],
    ['  ', 'unknown'],
  ])('of brand %j is %s', (brand, network) => {
    expect(networkOf(brand)).toBe(network);
  });
});

describe('the class of a decline', () => {
  const NEVER = ['04', '07', '12', '14', '15', '41', '43', '46', '57', 'R0', 'R1', 'R3'];

  it.each(NEVER)('code %s means never again for a Visa card, and for one whose brand nobody told', (code) => {
    expect(classOf({ responseCode: code })).toBe('hard');
    expect(classOf({ responseCode: code, brand: null })).toBe('hard');
  });

  it.each(NEVER)('code %s is no "never again" of other networks', (code) => {
    const said = meaningOfCode(code)!;
    for (const brand of ['MASTERCARD', 'AMEX', 'KNET'])
      expect(classOf({ responseCode: code, brand, class: said })).toBe(said);
    expect(said).not.toBe('hard');
  });

  it.each<[string, DeclineClass]>([
    ['03', 'hard'],
    ['21', 'hard'],
    ['01', 'card_problem'],
    ['04', 'card_problem'],
    ['08', 'card_problem'],
    ['02', 'soft'],
    ['24', 'soft'],
    ['30', 'soft'],
  ])('advice %s makes it %s for Mastercard, and says nothing of a Visa or other card', (code, expected) => {
    expect(classOf({ adviceCode: code, brand: 'MASTERCARD' })).toBe(expected);
    expect(classOf({ adviceCode: code, brand: null })).toBe(expected);
    expect(classOf({ adviceCode: code, brand: 'VISA' })).toBe('soft');
    expect(classOf({ adviceCode: code, brand: 'AMEX' })).toBe('soft');
  });

  it('is never milder than what the gateway said', () => {
    expect(classOf({ class: 'card_problem', responseCode: '51' })).toBe('card_problem');
    expect(classOf({ class: 'hard', brand: 'AMEX' })).toBe('hard');
  });

  it('is the strictest of what was said, and soft when nothing was', () => {
    expect(strictest(['soft', 'configuration'])).toBe('configuration');
    expect(strictest(['configuration', 'card_problem', null])).toBe('card_problem');
    expect(strictest([])).toBe('soft');
  });

  it.each(['99', 'ZZ', '', 'toString', '__proto__'])('does not understand the code %j', (code) => {
    expect(meaningOfCode(code)).toBeNull();
    expect(classOf({ adviceCode: code, brand: 'MASTERCARD' })).toBe('soft');
  });
});
