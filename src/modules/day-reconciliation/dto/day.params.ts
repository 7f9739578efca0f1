import { LocalDateField } from '../../../platform/http/billing-fields.js';

export class DayParams {
  @LocalDateField({ description: 'A UTC day.', example: '2027-01-31' })
  day: string;
}
