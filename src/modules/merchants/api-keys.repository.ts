import { Injectable } from '@nestjs/common';
import { queryPrepared } from '../../platform/database/prepared.js';
import type { Tx, UnitOfWork } from '../../platform/database/unit-of-work.js';
import { ApiKey } from './api-key.entity.js';

export type NewApiKey = Omit<ApiKey, 'id' | 'revokedAt'>;

export type KeyInUse = Pick<ApiKey, 'merchantId' | 'id' | 'secretHash' | 'scopes' | 'revokedAt'>;

const KEY_IN_USE = `
  SELECT merchant_id AS "merchantId", id, secret_hash AS "secretHash", scopes, revoked_at AS "revokedAt"
  FROM api_keys WHERE public_id = $1`;

@Injectable()
export class ApiKeysRepository {
  async insert(tx: Tx, key: NewApiKey): Promise<ApiKey> {
    const row = tx.create(ApiKey, { ...key, revokedAt: null });
    await tx.insert(ApiKey, row);
    return row;
  }

  /** For every request of the API, so planned once a connection. Null when it is unknown. */
  async findInUse(uow: UnitOfWork, publicId: string): Promise<KeyInUse | null> {
    const [row] = await uow.read((tx) => queryPrepared<KeyInUse>(tx, KEY_IN_USE, [publicId]));
    return row ?? null;
  }

  /** Without a merchant, because the key is what tells the merchant. */
  findByPublicId(tx: Tx, publicId: string): Promise<ApiKey | null> {
    return tx.findOneBy(ApiKey, { publicId });
  }

  findById(tx: Tx, merchantId: bigint, id: bigint): Promise<ApiKey | null> {
    return tx.findOneBy(ApiKey, { merchantId, id });
  }

  listOf(tx: Tx, merchantId: bigint): Promise<ApiKey[]> {
    return tx.find(ApiKey, { where: { merchantId }, order: { id: 'ASC' } });
  }

  /** False when it was revoked before. */
  async revoke(tx: Tx, merchantId: bigint, id: bigint, at: Date): Promise<boolean> {
    const result = await tx
      .createQueryBuilder()
      .update(ApiKey)
      .set({ revokedAt: at })
      .where({ merchantId, id })
      .andWhere('revoked_at IS NULL')
      .execute();
    return result.affected === 1;
  }
}
