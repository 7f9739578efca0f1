import { stepAfter } from './second-person.js';

const noura = { outcome: 'paid', decidedBy: 'Noura Alsabah', apiKeyId: 1n } as const;
const salem = { outcome: 'paid', decidedBy: 'Salem', apiKeyId: 2n } as const;

describe('stepAfter', () => {
  it('one person is enough where the merchant asks for no second', () => {
    expect(stepAfter(false, null, noura)).toBe('carry_out');
    expect(stepAfter(false, noura, noura)).toBe('carry_out');
  });

  it('the first word is a proposal, the same word of another person carries it out', () => {
    expect(stepAfter(true, null, noura)).toBe('propose');
    expect(stepAfter(true, noura, salem)).toBe('carry_out');
  });

  it.each([
    ['the same key', { ...salem, apiKeyId: 1n }],
    ['the same name', { ...salem, decidedBy: 'Noura Alsabah' }],
    ['the same name, written otherwise', { ...salem, decidedBy: '  NOURA   alsabah ' }],
  ])('%s is no second person', (_, voice) => {
    expect(stepAfter(true, noura, voice)).toBe('same_person');
  });

  it('another outcome is a new proposal, by whomever', () => {
    expect(stepAfter(true, noura, { ...salem, outcome: 'not_paid' })).toBe('propose');
    expect(stepAfter(true, noura, { ...noura, outcome: 'not_paid' })).toBe('propose');
  });
});
