import { DOCUMENT_LANGUAGES, type DocumentLanguage } from '../../../domain/document/words.js';
import { ChoiceField } from '../../../platform/http/fields.js';

export class PdfQuery {
  @ChoiceField(DOCUMENT_LANGUAGES, {
    description: "Of the document; the customer's when absent.",
    optional: true,
  })
  language?: DocumentLanguage;
}
