import { OttuSettings } from '../../../src/gateway/ottu/ottu-settings.js';
import { after } from '../../../src/modules/charges/waits.js';
import { refuseShortWaits } from '../../../src/bootstrap/refuse-short-waits.js';
import {
  CreateMerchant,
  type MerchantInput,
  MerchantAccounts,
  MerchantsRepository,
} from '../../../src/modules/merchants/index.js';
import { SystemClock } from '../../../src/platform/clock/clock.js';
import { UnitOfWork } from '../../../src/platform/database/unit-of-work.js';
import { InProcessEngine } from '../../support/in-process-engine.js';
import { readSettings } from '../../../src/platform/config/settings.js';
import { Waits } from '../../../src/platform/config/waits.js';

describe('WAIT_SCALE', () => {
  it('is 1 unless somebody says otherwise, and then from 0.001 to 1', () => {
    expect(readSettings({}).WAIT_SCALE).toBe(1);
    expect(readSettings({ WAIT_SCALE: '0.05' }).WAIT_SCALE).toBe(0.05);
    for (const wrong of ['0', '0.0009', '1.1', '2', '-1', '1e-2', 'fast', '0,5', 'NaN']) {
      expect(() => readSettings({ WAIT_SCALE: wrong })).toThrow(
        'WAIT_SCALE must be a number from 0.001 to 1',
      );
    }
  });

  it('changes nothing when it is 1', () => {
    const waits = new Waits(1);
    expect(waits.areProductions).toBe(true);
    expect(waits.ms(180_000)).toBe(180_000);
    expect(OttuSettings.scaled(waits)).toEqual(new OttuSettings());
  });

  it('never makes a wait nothing', () => {
    expect(new Waits(0.001).ms(75)).toBe(1);
    expect(new Waits(0.001).areProductions).toBe(false);
  });

  it.each([0.001, 0.04, 0.5])('× %p keeps calls within the lease that guards them', (scale) => {
    const waits = new Waits(scale);
    const { chargeTimeoutMs, callTimeoutMs, sendChargeWithinMs } = OttuSettings.scaled(waits);
    // From the commit that renews the lease: late sending, the charge itself, and the look after a refusal.
    expect(2 * sendChargeWithinMs + chargeTimeoutMs + callTimeoutMs).toBeLessThan(waits.ms(180_000));
  });

  it('are a minute at least for a charge in production: hanging up sooner only makes charges that nobody knows of', () => {
    expect(OttuSettings.scaled(new Waits(1)).chargeTimeoutMs).toBeGreaterThanOrEqual(60_000);
  });

  it('shortens waits and not instants', () => {
    const now = new Date('2027-01-10T06:00:00Z');
    const sent = new Date('2027-01-10T00:00:00Z');
    expect(after({ now, waitScale: 0.5 }, { hours: 20 }, sent)).toEqual(new Date('2027-01-10T10:00:00Z'));
    expect(after({ now, waitScale: 1 }, { minutes: 63 })).toEqual(new Date('2027-01-10T07:03:00Z'));
  });
});

describe('a live merchant', () => {
  let engine: InProcessEngine;

  beforeAll(async () => {
    engine = await InProcessEngine.start();
  });
  afterAll(() => engine.stop());

  const LIVE: MerchantInput = {
    name: 'Kuwait Fitness Club',
    mode: 'live',
    timeZone: 'Asia/Kuwait',
    ottuBaseUrl: 'https://merchant.ottu.net',
    isSimulator: false,
    credentials: { kind: 'api_key', apiKey: 'key' },
    hmacKey: 'hmac',
    routing: { KWD: 'credit-card' },
  };
  const createMerchant = (scale: number) =>
    new CreateMerchant(
      engine.get(UnitOfWork),
      new SystemClock(),
      engine.get(MerchantAccounts),
      engine.get(MerchantsRepository),
      new Waits(scale),
      readSettings({}),
    );
  const start = (scale: string) => refuseShortWaits(engine.app, readSettings({ WAIT_SCALE: scale }));

  it('is not made while waits are short, and a sandbox merchant is', async () => {
    await expect(createMerchant(0.5).execute(LIVE)).rejects.toThrow('mode: must be sandbox while WAIT_SCALE');
    await createMerchant(0.5).execute({ ...LIVE, mode: 'sandbox' });
    await start('0.5');
  });

  it('keeps an engine with short waits from starting', async () => {
    await createMerchant(1).execute(LIVE);
    await start('1');
    await expect(start('0.5')).rejects.toThrow('WAIT_SCALE must be 1 here: this database has live merchants');
  });
});
