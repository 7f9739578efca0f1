import { TypeID } from 'typeid-js';
import type { Entropy } from '../../src/platform/ids/entropy.js';
import type { Chance } from '../support/chance.js';

/** Ids and secrets that come again with the seed. */
export class SeededEntropy implements Entropy {
  constructor(
    private readonly chance: Chance,
    private readonly now: () => number,
  ) {}

  typeId(prefix: string): string {
    const bytes = this.bytes(16);
    bytes.writeUIntBE(this.now(), 0, 6);
    return TypeID.fromUUIDBytes(prefix, versioned(bytes, 7)).toString();
  }

  uuid(): string {
    const hex = versioned(this.bytes(16), 4).toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  secret(bytes: number): string {
    return this.bytes(bytes).toString('base64url');
  }

  private bytes(count: number): Buffer {
    return Buffer.from(Array.from({ length: count }, () => this.chance.whole(0, 255)));
  }
}

/** RFC 9562: the version in the seventh byte, the variant in the ninth. */
function versioned(bytes: Buffer, version: number): Buffer {
  bytes[6] = (bytes[6]! & 0x0f) | (version << 4);
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes;
}
