import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

const VERSION = 1;

/**
 * AES-256-GCM for secrets at rest. Box: version (1 byte), nonce (12), tag (16), ciphertext.
 * `purpose` is bound into the box, so that a box moved to another column or merchant does not open.
 */
export class SecretBox {
  private readonly encryptionKey: Buffer;
  private readonly lookupKey: Buffer;
  private readonly deriveKey: Buffer;

  constructor(masterKey: Buffer) {
    if (masterKey.length !== 32) throw new Error('The encryption key must have 32 bytes');
    this.encryptionKey = createHmac('sha256', masterKey).update('perennial/encrypt/v1').digest();
    this.lookupKey = createHmac('sha256', masterKey).update('perennial/lookup/v1').digest();
    this.deriveKey = createHmac('sha256', masterKey).update('perennial/derive/v1').digest();
  }

  seal(plain: string, purpose: string): Buffer {
    return this.sealBytes(Buffer.from(plain), purpose);
  }

  open(box: Buffer, purpose: string): string {
    return this.openBytes(box, purpose).toString('utf8');
  }

  sealBytes(plain: Buffer, purpose: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.encryptionKey, nonce).setAAD(Buffer.from(purpose));
    const body = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([Buffer.from([VERSION]), nonce, cipher.getAuthTag(), body]);
  }

  openBytes(box: Buffer, purpose: string): Buffer {
    if (box[0] !== VERSION) throw new Error(`Unknown secret box version ${box[0]}`);
    const decipher = createDecipheriv('aes-256-gcm', this.encryptionKey, box.subarray(1, 13)).setAAD(
      Buffer.from(purpose),
    );
    decipher.setAuthTag(box.subarray(13, 29));
    try {
      return Buffer.concat([decipher.update(box.subarray(29)), decipher.final()]);
    } catch {
      throw new Error(
        `A stored secret (${purpose}) does not open: is ENCRYPTION_KEY the one it was sealed with?`,
      );
    }
  }

  /** A keyed hash by which a secret value can be found without being readable. */
  lookup(value: string): Buffer {
    return createHmac('sha256', this.lookupKey).update(value).digest();
  }

  /** A secret text of 43 characters that nobody without the key can guess; the same for the same purpose. */
  derive(purpose: string): string {
    return createHmac('sha256', this.deriveKey).update(purpose).digest('base64url');
  }
}

export function sha256(value: string | Buffer): Buffer {
  return createHash('sha256').update(value).digest();
}

/** Compares without telling by its duration how much was right. */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
