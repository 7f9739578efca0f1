import { CreditNote } from './credit-note.entity.js';
import { CreditNoteLine } from './credit-note-line.entity.js';

export { CreditNotesModule } from './credit-notes.module.js';
export { CreditNotesRepository } from './credit-notes.repository.js';
export { CreditNote, CreditNoteLine };
export const CREDIT_NOTE_ENTITIES = [CreditNote, CreditNoteLine];
