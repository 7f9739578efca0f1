export interface Picture {
  mediaType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

const PNG_MAGIC = '89504e470d0a1a0a';

/** What a PNG or a baseline or progressive JPEG says of itself; null for everything else. Nothing is decoded. */
export function readPicture(bytes: Buffer): Picture | null {
  return readPng(bytes) ?? readJpeg(bytes);
}

function readPng(bytes: Buffer): Picture | null {
  if (bytes.length < 33 || bytes.toString('hex', 0, 8) !== PNG_MAGIC) return null;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return sized('image/png', bytes.readUInt32BE(16), bytes.readUInt32BE(20));
}

/** Walks the segments to the frame header, which holds the size. */
function readJpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker >= 0xc0 && marker <= 0xc2) {
      return sized('image/jpeg', bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    }
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

function sized(mediaType: Picture['mediaType'], width: number, height: number): Picture | null {
  return width > 0 && height > 0 ? { mediaType, width, height } : null;
}
