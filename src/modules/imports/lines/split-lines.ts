/** Behind which the rest of a line is read and forgotten. */
export type Line = { bytes: Buffer } | { tooLong: true };

const LF = 0x0a;
const CR = 0x0d;

/**
 * The lines of a stream of bytes, ended by \n or \r\n and by nothing else: U+2028, which is allowed within a JSON text,
 * ends none. Of a line that is longer than allowed no more than that is ever held.
 */
export async function* splitLines(body: AsyncIterable<Buffer>, mostBytes: number): AsyncGenerator<Line> {
  let parts: Buffer[] = [];
  let size = 0;
  let isTooLong = false;
  const add = (part: Buffer): void => {
    size += part.length;
    // One byte more, since the last may be a \r that does not count.
    if (size > mostBytes + 1) [isTooLong, parts] = [true, []];
    else parts.push(part);
  };
  const end = (): Line => {
    const bytes = withoutReturn(Buffer.concat(parts));
    const line: Line = isTooLong || bytes.length > mostBytes ? { tooLong: true } : { bytes };
    [parts, size, isTooLong] = [[], 0, false];
    return line;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
      add(chunk.subarray(from, at));
      yield end();
      from = at + 1;
    }
    if (from < chunk.length) add(chunk.subarray(from));
  }
  if (size > 0) yield end();
}

function withoutReturn(bytes: Buffer): Buffer {
  return bytes.at(-1) === CR ? bytes.subarray(0, -1) : bytes;
}
