import { field, rule } from '../../../platform/http/field.js';
import { ChoiceField, TextField } from '../../../platform/http/fields.js';
import { MANUAL_OUTCOMES, type ManualOutcome } from '../manual-decision.entity.js';

const [SHORTEST, LONGEST] = [10, 2000];

export class ResolveManualRequest {
  @ChoiceField(MANUAL_OUTCOMES, { description: 'Whether the money moved.', example: 'paid' })
  outcome: ManualOutcome;

  @EvidenceField()
  evidence: string;

  @TextField({
    max: 64,
    description: 'Of the payment, as bank or gateway call it.',
    example: '402117',
    optional: true,
  })
  reference_number?: string;

  @SessionField()
  session_id?: string;

  @TextField({ max: 100, description: 'Who says so.', example: 'Noura Alsabah' })
  by: string;
}

/** Blanks are no evidence, so they are not counted at the ends. */
function EvidenceField(): PropertyDecorator {
  return field(
    {
      description: 'What shows it: who was asked, which statement was read.',
      example: 'The statement of 31 January shows 9.500 KWD under reference 402117.',
    },
    { type: String, minLength: SHORTEST, maxLength: LONGEST },
    rule('isEvidence', `must be a text of ${SHORTEST} to ${LONGEST} characters`, (value) => {
      if (typeof value !== 'string' || value.length > LONGEST) return false;
      return value.trim().length >= SHORTEST && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(value);
    }),
  );
}

/** It will be a part of addresses at the payment platform, so nothing that could leave its place there. */
function SessionField(): PropertyDecorator {
  return field(
    {
      description:
        'Of the payment at the payment platform. Needed to resolve as paid an attempt whose session is not known, and only then taken.',
      example: '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567',
      optional: true,
    },
    { type: String, maxLength: 128 },
    rule(
      'isSessionId',
      'must be 1 to 128 letters, digits, hyphens and underscores',
      (value) => typeof value === 'string' && /^[-\w]{1,128}$/.test(value),
    ),
  );
}
