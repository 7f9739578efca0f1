import { cardOfAgreement } from './card-of-agreement.js';

const NOW = new Date('2027-01-10T06:15:00Z');
const before = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const noLagSince = before(15);
const wallet = new Set(['visa', 'master']);
const of = (named: string[], boundMinutesAgo = 60) =>
  cardOfAgreement(named, { key: 'visa', boundAt: before(boundMinutesAgo) }, wallet, noLagSince);

describe('the card of an agreement', () => {
  it('is the one that it has here where the list names that, among others as well', () => {
    expect(of(['visa'], 0)).toBe('ours');
    expect(of(['master', 'visa'])).toBe('ours');
    expect(of([])).toBe('none');
  });

  it('is another one where the list names that, unless it may still be the one of before', () => {
    expect(of(['master'])).toBe('another');
    expect(of(['master'], 15)).toBe('another');
    expect(of(['master'], 14)).toBe('too_early');
  });

  it('is none that only this list names: one altered answer must not take a card from who has it', () => {
    expect(of(['altered'])).toBe('unsure');
  });
});
