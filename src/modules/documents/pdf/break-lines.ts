/** Half-open ranges of a text, one a line. */
export type Range = readonly [start: number, end: number];

/**
 * Cuts a text into lines no wider than `width`: between words, and within a word only when it alone is too wide.
 * Spaces at a cut belong to no line. At least one character stands on a line, however narrow it is.
 */
export function breakLines(
  text: string,
  width: number,
  measure: (start: number, end: number) => number,
): Range[] {
  const lines: Range[] = [];
  let start = skipSpaces(text, 0);
  while (start < text.length) {
    const end = endOfLine(text, start, width, measure);
    lines.push([start, trimEnd(text, start, end)]);
    start = skipSpaces(text, end);
  }
  return lines;
}

function endOfLine(
  text: string,
  start: number,
  width: number,
  measure: (start: number, end: number) => number,
): number {
  let fits = start;
  for (let end = nextBreak(text, start); ; end = nextBreak(text, end)) {
    if (measure(start, trimEnd(text, start, end)) > width) break;
    fits = end;
    if (end >= text.length) break;
  }
  return fits > start ? fits : endWithinWord(text, start, width, measure);
}

function endWithinWord(
  text: string,
  start: number,
  width: number,
  measure: (start: number, end: number) => number,
): number {
  const characters = [...text.slice(start, nextBreak(text, start))];
  let end = start + characters[0]!.length;
  for (const character of characters.slice(1)) {
    if (measure(start, end + character.length) > width) break;
    end += character.length;
  }
  return end;
}

/** Behind the next spaces, or the end. */
function nextBreak(text: string, from: number): number {
  const space = text.indexOf(' ', skipSpaces(text, from));
  return space === -1 ? text.length : skipSpaces(text, space);
}

function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && text[at - 1] === ' ') at -= 1;
  return at;
}
