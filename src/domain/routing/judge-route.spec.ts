import fc from 'fast-check';
import {
  canRecur,
  compareRouting,
  faultOfRoute,
  type GatewayAbilities,
  warningOfRoute,
} from './judge-route.js';

const CARD = { pgCode: 'credit-card', currencies: ['KWD', 'USD'], isTokenizable: true, canAutoDebit: true };
const KNET = { pgCode: 'knet', currencies: ['KWD'], isTokenizable: false, canAutoDebit: false };
const SHOWN = { ...CARD, pgCode: 'shown', canAutoDebit: false };
const ALL = [CARD, KNET, SHOWN];

it.each<[string, string, RegExp | null]>([
  ['KWD', 'credit-card', null],
  ['KWD', 'knet', /cannot save cards/],
  ['KWD', 'shown', /may not charge saved cards/],
  ['SAR', 'credit-card', /does not take SAR/],
  ['KWD', 'mada', /no gateway mada for KWD; it has credit-card$/],
  ['SAR', 'mada', /none of its gateways could/],
])('recurring payments in %s through %s', (currency, pgCode, fault) => {
  const found = faultOfRoute(currency, pgCode, ALL);
  if (fault === null) expect(found).toBeNull();
  else expect(found).toMatch(fault);
});

it('warns of a gateway that only authorizes, which is no fault', () => {
  const held = { ...CARD, pgCode: 'held', operation: 'authorize' };
  expect(faultOfRoute('KWD', 'held', [...ALL, held])).toBeNull();
  expect(warningOfRoute('held', [...ALL, held])).toMatch(/only authorizes/);
  const others = [
    CARD,
    { ...CARD, pgCode: 'a', operation: 'purchase' },
    { ...CARD, pgCode: 'b', operation: null },
  ];
  expect(others.map(({ pgCode }) => warningOfRoute(pgCode, others))).toEqual([null, null, null]);
});

const gateway = fc.record({
  pgCode: fc.constantFrom('a', 'b', 'c'),
  currencies: fc.subarray(['KWD', 'SAR', 'USD']),
  isTokenizable: fc.boolean(),
  canAutoDebit: fc.boolean(),
});
const gateways = fc.uniqueArray(gateway, { selector: ({ pgCode }) => pgCode });
const codes = fc.constantFrom('a', 'b', 'c');
const routing = fc.dictionary(fc.constantFrom('KWD', 'SAR', 'USD'), codes);

it('a route has a fault exactly when its gateway cannot do all three', () => {
  fc.assert(
    fc.property(gateways, codes, fc.constantFrom('KWD', 'SAR'), (all, pgCode, currency) => {
      const found = all.find((one) => one.pgCode === pgCode);
      const works = found !== undefined && canRecur(found, currency);
      expect(faultOfRoute(currency, pgCode, all) === null).toBe(works);
    }),
  );
});

/** A check during which nobody has set anything. */
const check = (
  routing: Record<string, string>,
  routingFaults: Record<string, string>,
  list: GatewayAbilities[],
) => compareRouting({ routing, routingFaults }, { routing, routingFaults }, list);

it('each turn is told once: a second look at the same gateways has no news', () => {
  fc.assert(
    fc.property(routing, gateways, gateways, (routes, before, after) => {
      const first = check(routes, {}, before);
      expect(first.repaired).toEqual([]);
      expect(first.broken.map(({ currency }) => currency)).toEqual(Object.keys(first.faults));
      const again = check(routes, first.faults, before);
      expect([...again.broken, ...again.repaired, ...again.isNewer]).toEqual([]);
      const turned = check(routes, first.faults, after);
      for (const { currency } of turned.broken) expect(first.faults[currency]).toBeUndefined();
      for (const { currency } of turned.repaired) expect(first.faults[currency]).toBeDefined();
      expect(turned.faults).toEqual(check(routes, {}, after).faults);
    }),
  );
});

it('of a route that was set while the list was on its way the list says nothing', () => {
  const asked = { routing: { KWD: 'credit-card', SAR: 'mada' }, routingFaults: { SAR: 'no gateway mada' } };
  const set = { routing: { KWD: 'new', SAR: 'mada', USD: 'newer' }, routingFaults: {} };
  const nothing = { broken: [], repaired: [], faults: {} };
  expect(compareRouting(asked, set, ALL)).toEqual({ ...nothing, isNewer: ['KWD', 'SAR', 'USD'] });
  // What was known of it when it was set, or has been found since, stays known.
  const faulty = { ...set, routingFaults: { USD: 'found since' } };
  expect(compareRouting(asked, faulty, ALL).faults).toEqual({ USD: 'found since' });
});
