import { Injectable } from '@nestjs/common';
import { isTimeZone } from '../../../domain/calendar/anchor.js';
import { isCurrency } from '../../../domain/money/currency.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Settings } from '../../../platform/config/settings.js';
import { Waits } from '../../../platform/config/waits.js';
import { UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { AppError, type FieldFault } from '../../../platform/http/app-error.js';
import { newId, newSecret } from '../../../platform/ids/type-id.js';
import { type GatewayCredentials, MerchantAccounts } from '../merchant-accounts.js';
import type { Merchant, MerchantMode } from '../merchant.entity.js';
import { MerchantsRepository } from '../merchants.repository.js';

export interface MerchantInput {
  name: string;
  mode: MerchantMode;
  timeZone: string;
  ottuBaseUrl: string;
  isSimulator: boolean;
  credentials: GatewayCredentials;
  hmacKey: string;
  /** Gateway (`pg_code`) by currency. */
  routing: Record<string, string>;
}

const PG_CODE = /^[A-Za-z0-9_-]{1,64}$/;

@Injectable()
export class CreateMerchant {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly clock: Clock,
    private readonly accounts: MerchantAccounts,
    private readonly merchants: MerchantsRepository,
    private readonly waits: Waits,
    private readonly settings: Settings,
  ) {}

  async execute(input: MerchantInput): Promise<Merchant> {
    const faults = [
      ...faultsOf(input),
      ...faultsOfAddress(input, this.settings.ottuHosts),
      ...this.faultsOfMode(input),
    ];
    if (faults.length > 0) {
      throw new AppError('rule_violation', faults.map((f) => `${f.field}: ${f.message}`).join('; '), faults);
    }
    const publicId = newId('merchant');
    const secrets = { ...input, orderNoSecret: newSecret(32), hookSecret: newSecret(32) };
    return this.uow.run((tx) =>
      this.merchants.insert(tx, {
        publicId,
        name: input.name,
        mode: input.mode,
        timeZone: input.timeZone,
        ottuBaseUrl: input.ottuBaseUrl.replace(/\/+$/, ''),
        ottuIsSimulator: input.isSimulator,
        ...this.accounts.seal(publicId, secrets),
        routing: input.routing,
        createdAt: this.clock.now(),
      }),
    );
  }

  private faultsOfMode({ mode }: MerchantInput): FieldFault[] {
    if (mode === 'sandbox' || this.waits.areProductions) return [];
    return [
      { field: 'mode', message: 'must be sandbox while WAIT_SCALE shortens the waits that guard real money' },
    ];
  }
}

function faultsOf({ name, timeZone, hmacKey, credentials, routing }: MerchantInput): FieldFault[] {
  const faults: FieldFault[] = [];
  const check = (ok: boolean, field: string, message: string) => void (ok || faults.push({ field, message }));
  check(name.trim().length >= 1 && name.length <= 200, 'name', 'must be a text of 1 to 200 characters');
  check(isTimeZone(timeZone), 'time_zone', 'must be an IANA time zone such as Asia/Kuwait');
  check(hmacKey !== '', 'hmac_key', 'must not be empty: webhooks could not be told from forgeries');
  check(Object.values(credentials).every(Boolean), 'credentials', 'must not be empty');
  check(Object.keys(routing).length > 0, 'routing', 'must name a gateway for at least one currency');
  for (const [currency, pgCode] of Object.entries(routing)) {
    check(isCurrency(currency), `routing.${currency}`, 'is not an ISO 4217 currency code such as KWD');
    check(PG_CODE.test(pgCode), `routing.${currency}`, 'must be a pg_code such as credit-card');
  }
  return faults;
}

/** Whoever may choose where tokens and keys of a live merchant go may take them. */
function faultsOfAddress(
  { mode, ottuBaseUrl, isSimulator }: MerchantInput,
  ottuHosts: readonly string[],
): FieldFault[] {
  const url = URL.canParse(ottuBaseUrl) ? new URL(ottuBaseUrl) : null;
  const fault = (message: string): FieldFault[] => [{ field: 'ottu_base_url', message }];
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return fault('must look like https://merchant.ottu.net');
  if (url.username || url.search || url.hash) return fault('must not carry a user, a query or a fragment');
  if (mode === 'sandbox') return [];
  if (isSimulator) return fault('must be Ottu itself: a live merchant cannot be paid by a simulator');
  if (url.protocol !== 'https:') return fault('must begin with https: for a live merchant');
  if (url.hostname.endsWith('.ottu.net') || ottuHosts.includes(url.hostname)) return [];
  return fault(`must be at ottu.net, or at a host that OTTU_HOSTS names; ${url.hostname} is neither`);
}
