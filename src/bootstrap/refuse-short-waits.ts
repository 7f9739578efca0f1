import type { Type } from '@nestjs/common';
import { MerchantsRepository } from '../modules/merchants/index.js';
import type { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.js';

export class ShortWaitsError extends Error {}

interface Parts {
  get<T>(token: Type<T>): T;
}

/** Short waits are for torture: a real gateway answers later than they allow, and real money would move twice. */
export async function refuseShortWaits(app: Parts, settings: Settings): Promise<void> {
  if (settings.WAIT_SCALE === 1) return;
  const [uow, merchants] = [app.get(UnitOfWork), app.get(MerchantsRepository)];
  if (!(await uow.read((tx) => merchants.existsLive(tx)))) return;
  throw new ShortWaitsError(
    'WAIT_SCALE must be 1 here: this database has live merchants, and real gateways take their time',
  );
}
