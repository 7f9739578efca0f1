import { BooleanField, MetadataField, TextField } from '../../../platform/http/fields.js';

/** Fields that are absent stay; null empties the description; metadata is replaced as a whole. */
export class UpdatePlanRequest {
  @TextField({ max: 200, description: 'Shown on invoices.', example: 'Gold membership', optional: true })
  name?: string;

  @TextField({ max: 2000, description: 'For people.', example: 'All clubs, all hours', nullable: true })
  description?: string | null;

  @BooleanField({
    description: 'An inactive plan takes no new subscriptions; those it has go on.',
    example: true,
    optional: true,
  })
  active?: boolean;

  @MetadataField()
  metadata?: Record<string, string>;
}
