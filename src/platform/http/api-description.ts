/** What is true of every call, for whoever has only the description of the API in hand. */
export const API_DESCRIPTION = `Recurring billing for merchants who collect through Ottu.

**Keys.** \`Authorization: Bearer perennial_…\`. A key belongs to one merchant and has scopes; each operation says in
\`x-required-scope\` which one it needs. An id begins with what it is of (\`cus_…\`, \`sub_…\`, \`inv_…\`), and fields that
name another thing hold its id.

**Amounts** are decimal texts with the digits of their currency, such as \`"9.500"\` KWD or \`"25.00"\` SAR: a JSON number
is a float. Currencies are ISO 4217. **Times** are instants in UTC, such as \`2027-01-31T09:00:00.000Z\`; one that is given
may have another offset. A period is half-open: its end is the first instant of the next. A day alone (\`2027-01-31\`) is
one of the calendar that the field names.

**Updates.** Of a PATCH, fields that are absent stay, null empties what may be empty, and \`metadata\` is replaced as a whole.
A field that is not known is refused everywhere, in bodies and in addresses.

**Idempotency.** Every POST takes an \`Idempotency-Key\` and some need one. The same key with the same body gets the same
answer, with \`Idempotent-Replayed: true\`, for 30 days; with another body it is \`idempotency_key_reused\`. When no answer
comes, send the same again with the same key.

**Errors** are RFC 9457 problems. Decide by \`code\`, which is never renamed; \`errors\` names each field that is wrong and
what is allowed; \`request_id\` is what to quote. Every code is explained at [/docs/errors](/docs/errors).

**Lists** show the newest first, \`limit\` entries a page (20, at most 100). Give \`next_cursor\` as \`cursor\` to read on; null
means that nothing follows. What comes in meanwhile moves nothing. Three lists are read forward instead: a timeline by
\`next\` and \`after\`, the errors of an import by \`next_after\` and \`after\`, and the queues under /v1/ops begin with what has
waited longest.

**Test clocks.** A sandbox merchant may own one clock, made before its first subscription. From then on it is what time
it is for that merchant, and it stands still until it is advanced; on the way everything that falls due is done, in
order. Cards for trying are those of the simulator.`;
