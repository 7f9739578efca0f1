import { openCaseOf, stepAfter } from './second-person.js';

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

describe('openCaseOf', () => {
  const proposed = { carriedOut: false, by: 'Noura' };
  const done = { carriedOut: true, by: 'Salem' };

  it('is the first while nothing was carried out, and has the last word as its proposal', () => {
    expect(openCaseOf([])).toEqual({ no: 1, proposal: null });
    expect(openCaseOf([proposed, { ...proposed, by: 'Huda' }])).toMatchObject({
      no: 1,
      proposal: { by: 'Huda' },
    });
  });

  it('is the next after each decision, and what was said of an earlier one is no proposal of it', () => {
    expect(openCaseOf([proposed, done])).toEqual({ no: 2, proposal: null });
    expect(openCaseOf([done, proposed])).toEqual({ no: 2, proposal: proposed });
    expect(openCaseOf([done, proposed, done])).toEqual({ no: 3, proposal: null });
  });
});
