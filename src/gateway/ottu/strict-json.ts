/** A parsed body, or why it must not be believed. */
export type JsonReading = { ok: true; value: unknown } | { ok: false; reason: string; duplicateKey?: string };

/**
 * Parses JSON and refuses a body that names a key twice in one object. JSON.parse keeps the last one
 * and says nothing; another reader, such as the one that signed the body, may keep the first, so that
 * `{"state":"failed","state":"paid"}` would mean two things.
 */
export function parseStrictJson(bytes: Uint8Array): JsonReading {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, reason: 'the body is not UTF-8' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: 'the body is not JSON' };
  }
  const duplicateKey = findDuplicateKey(text);
  if (duplicateKey === null) return { ok: true, value };
  return { ok: false, reason: 'a key is named twice in one object', duplicateKey };
}

/** The open arrays (null) and objects (their keys so far) around a position of the text. */
type Nesting = (Set<string> | null)[];

/** Walks text that JSON.parse has accepted, so the grammar need not be checked again. Iterative: depth is free. */
function findDuplicateKey(text: string): string | null {
  const nesting: Nesting = [];
  let keyIsNext = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') {
      nesting.push(char === '{' ? new Set() : null);
      keyIsNext = char === '{';
    } else if (char === '}' || char === ']') {
      nesting.pop();
      keyIsNext = false;
    } else if (char === ',') {
      keyIsNext = nesting.at(-1) instanceof Set;
    } else if (char === '"') {
      const end = endOfString(text, at);
      const keys = nesting.at(-1);
      if (keyIsNext && keys) {
        const key = JSON.parse(text.slice(at, end + 1)) as string;
        if (keys.has(key)) return key;
        keys.add(key);
        keyIsNext = false;
      }
      at = end;
    }
  }
  return null;
}

/** Position of the quote that closes the string opened at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
