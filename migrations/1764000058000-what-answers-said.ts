import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an answer of the platform said, where its class does not say it all: whoever decides about money has to see it. */
export class WhatAnswersSaid1764000058000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE gateway_calls ADD COLUMN said jsonb`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
