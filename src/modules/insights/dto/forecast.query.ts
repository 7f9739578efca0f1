import { QueryIntegerField } from '../../../platform/http/fields.js';

export class ForecastQuery {
  @QueryIntegerField({ min: 1, max: 60, description: 'How far to look.', example: 24, optional: true })
  months = 24;
}
