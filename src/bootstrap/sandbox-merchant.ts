import type { INestApplicationContext } from '@nestjs/common';
import { CustomersRepository } from '../modules/customers/index.js';
import {
  CreateApiKey,
  CreateMerchant,
  type Merchant,
  MerchantsRepository,
  ReadHookAddresses,
} from '../modules/merchants/index.js';
import { PlansRepository, PricesRepository } from '../modules/plans/index.js';
import { type Tx, UnitOfWork } from '../platform/database/unit-of-work.js';
import { EXAMPLE } from '../platform/http/examples.js';
import type { SimulatorProcess } from './simulator-process.js';

/** What the simulator accepts by default; see docs/simulator.md. */
const SIMULATOR_API_KEY = 'sim_ottu_api_key';
const SIMULATOR_HMAC_KEY = 'sim_ottu_hmac_key';

/** Makes the sandbox merchant at the first start; its API key is given this once. */
export async function ensureSandboxMerchant(
  app: INestApplicationContext,
  simulatorUrl: string,
): Promise<string | null> {
  const merchants = app.get(MerchantsRepository);
  const uow = app.get(UnitOfWork);
  const existing = await uow.read((tx) => merchants.list(tx, 1));
  if (existing.length > 0) return null;
  const merchant: Merchant = await app.get(CreateMerchant).execute({
    name: 'Sandbox',
    mode: 'sandbox',
    timeZone: 'Asia/Kuwait',
    ottuBaseUrl: simulatorUrl,
    isSimulator: true,
    credentials: { kind: 'api_key', apiKey: SIMULATOR_API_KEY },
    hmacKey: SIMULATOR_HMAC_KEY,
    routing: Object.fromEntries(
      ['KWD', 'SAR', 'AED', 'BHD', 'OMR', 'QAR', 'USD', 'EUR', 'JPY'].map((currency) => [
        currency,
        'credit-card',
      ]),
    ),
  });
  await uow.run((tx) => insertExamples(app, tx, merchant));
  const { text } = await app.get(CreateApiKey).execute(merchant.id, { name: 'first key', scopes: ['admin'] });
  return text;
}

/**
 * As a merchant does by hand in the account at Ottu. At every start, since the engine may have moved to another port;
 * an engine that was started without the simulator before has no merchant there.
 */
export async function setOperationWebhook(
  app: INestApplicationContext,
  simulator: SimulatorProcess,
): Promise<void> {
  const [merchant] = await app.get(UnitOfWork).read((tx) => app.get(MerchantsRepository).list(tx, 1));
  if (merchant?.ottuBaseUrl !== simulator.url) return;
  const { operation } = await app.get(ReadHookAddresses).execute(merchant.id);
  await simulator.tellOperationsTo(operation);
}

/** The plan and the customer that the API description's examples speak of. */
async function insertExamples(app: INestApplicationContext, tx: Tx, merchant: Merchant): Promise<void> {
  const common = {
    merchantId: merchant.id,
    metadata: {},
    createdAt: merchant.createdAt,
  };
  await app.get(CustomersRepository).insert(tx, {
    ...common,
    publicId: EXAMPLE.customer,
    name: 'Noura Al-Sabah',
    email: 'noura@example.com',
    phone: null,
    gatewayCustomerId: null,
    language: 'en',
    country: 'KW',
    taxExempt: false,
    taxNumber: null,
    address: null,
    timeZone: merchant.timeZone,
    updatedAt: merchant.createdAt,
  });
  const plan = await app.get(PlansRepository).insert(tx, {
    ...common,
    publicId: EXAMPLE.plan,
    name: 'Example',
    nameAr: null,
    description: 'The plan in the examples of the API description',
    active: true,
    addOn: false,
    version: 1,
    minimumPeriods: 0,
    invoiceReviewHours: null,
    trialDays: 0,
    stub: 'prorated',
    dunningPolicyId: null,
    catchUp: 'each',
    updatedAt: merchant.createdAt,
  });
  await app.get(PricesRepository).insert(tx, [
    {
      ...common,
      publicId: EXAMPLE.price,
      planId: plan.id,
      currency: 'KWD',
      amountMinor: 9_500n,
      planVersion: 1,
      model: 'per_unit',
      fineAmount: null,
      packageSize: null,
      tiers: null,
      billing: 'in_advance',
      usageAggregation: null,
      usageGraceMinutes: null,
      usageThresholdMinor: null,
      intervalUnit: 'month',
      intervalCount: 1,
      nickname: null,
      active: true,
    },
  ]);
}
