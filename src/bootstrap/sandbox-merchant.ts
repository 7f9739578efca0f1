import type { INestApplicationContext } from '@nestjs/common';
import { UnitOfWork } from '../platform/database/unit-of-work.js';
import { CreateApiKey, CreateMerchant, type Merchant, MerchantsRepository } from '../modules/merchants/index.js';

/** What the simulator accepts by default; see docs/simulator.md. */
const SIMULATOR_API_KEY = 'sim_ottu_api_key';
const SIMULATOR_HMAC_KEY = 'sim_ottu_hmac_key';

/** Makes the sandbox merchant at the first start; its API key is given this once. */
export async function ensureSandboxMerchant(app: INestApplicationContext, simulatorUrl: string): Promise<string | null> {
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
      ['KWD', 'SAR', 'AED', 'BHD', 'OMR', 'QAR', 'USD', 'EUR', 'JPY'].map((currency) => [currency, 'credit-card']),
    ),
  });
  const { text } = await app.get(CreateApiKey).execute(merchant.id, { name: 'first key', scopes: ['admin'] });
  return text;
}
