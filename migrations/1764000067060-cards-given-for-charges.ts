import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A card that a customer has just given is tried as soon as it may be, whatever the hour of the policy. */
export class CardsGivenForCharges1764000067060 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`SET LOCAL lock_timeout = '5s'`);
    await db.query(`ALTER TABLE charges ADD COLUMN card_given_at timestamptz`);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only; write a new one.');
  }
}
