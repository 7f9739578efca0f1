import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/unit-of-work.js';
import { ApiKey } from './api-key.entity.js';

export type NewApiKey = Omit<ApiKey, 'id' | 'revokedAt'>;

@Injectable()
export class ApiKeysRepository {
  async insert(tx: Tx, key: NewApiKey): Promise<ApiKey> {
    const row = tx.create(ApiKey, { ...key, revokedAt: null });
    await tx.insert(ApiKey, row);
    return row;
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
