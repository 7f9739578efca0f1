import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { Scope } from '../../platform/http/principal.js';

@Entity('api_keys')
export class ApiKey {
  @PrimaryColumn('bigint')
  merchantId: bigint;

  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: bigint;

  @Column('text')
  publicId: string;

  @Column('text')
  name: string;

  /** SHA-256 of the secret part. It has 256 random bits, so a slow hash would protect nothing more. */
  @Column('bytea')
  secretHash: Buffer;

  @Column('text', { array: true })
  scopes: Scope[];

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;
}
