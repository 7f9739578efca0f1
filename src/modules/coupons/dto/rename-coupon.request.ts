import { TextField } from '../../../platform/http/fields.js';

/** Fields that are absent stay. */
export class RenameCouponRequest {
  @TextField({
    max: 80,
    description: 'As it is called on the invoice.',
    example: 'Ramadan offer',
    optional: true,
  })
  name?: string;

  @TextField({
    max: 80,
    description: 'As it is called on an Arabic invoice; null: the name is for both languages.',
    example: 'عرض رمضان',
    nullable: true,
  })
  name_ar?: string | null;
}
