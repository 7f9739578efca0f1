import { type Feature, mergeEntitlements } from './entitlements.js';

const on = (key: string, enabled: boolean): Feature => ({ key, type: 'switch', enabled });
const most = (key: string, limit: number | null): Feature => ({ key, type: 'limit', limit });
const text = (key: string, value: string): Feature => ({ key, type: 'text', text: value });

describe('what several plans give together', () => {
  it('is what any of them gives: on wins, the greatest limit, the first text', () => {
    const gold = [on('sso', false), most('seats', 5), text('support', 'mail')];
    const extra = [on('sso', true), most('seats', 20), text('support', 'telephone'), on('api', false)];
    expect(mergeEntitlements([gold, extra])).toEqual([
      on('api', false),
      most('seats', 20),
      on('sso', true),
      text('support', 'mail'),
    ]);
  });

  it('is without limit when one is', () => {
    expect(mergeEntitlements([[most('seats', 5)], [most('seats', null)], [most('seats', 9)]])).toEqual([
      most('seats', null),
    ]);
  });

  it('is of the type that the first says', () => {
    expect(mergeEntitlements([[most('api', 5)], [on('api', true)]])).toEqual([most('api', 5)]);
  });

  it('of nothing is nothing', () => {
    expect(mergeEntitlements([])).toEqual([]);
  });
});
