import type { Waits } from '../../platform/config/waits.js';

/**
 * What Ottu's documentation leaves open, and how patient we are. Times are in milliseconds.
 * Defaults are meant for production; tests shorten them.
 */
export class OttuSettings {
  /** Ottu's documentation also knows the older `/b/pbl/v2/auto-debit/`. */
  autoDebitPath = '/b/pbl/v2/payment/auto-debit/';
  /** Where live accounts may be, beside ottu.net. */
  hosts: readonly string[] = [];
  /** The issuer may take a minute; hanging up earlier only makes unknown charges. */
  chargeTimeoutMs = 75_000;
  callTimeoutMs = 20_000;
  /**
   * A charge must be on the wire this soon after it was asked for, waiting for a connection included.
   * A process that was paused in between may have lost its lease, and its successor may already be
   * charging: sending late is how one invoice is charged twice. Not sent is always the safe answer.
   */
  sendChargeWithinMs = 2_000;
  /** For calls that move no money. */
  sendWithinMs = 10_000;
  /**
   * Per origin, and once more for charges, which have connections of their own. Callers keep their charges
   * in flight at most as many: one that has to wait for a connection longer than the above is not sent.
   */
  connections = 64;
  maxBodyBytes = 1_000_000;
  /** From asking for a report to its last byte: 2 GB over a slow line. */
  downloadTimeoutMs = 3_600_000;
  /** How long a process that ends waits for answers, after the charges under way have ended. */
  shutdownPatienceMs = 10_000;

  /**
   * A connection that was quiet for longer is not used again for a charge. A server ends quiet connections
   * after seconds, and a charge that is written into one that it ended a moment ago is lost without our
   * knowing.
   */
  reuseChargeConnectionMs = 1_000;

  /** Patience with Ottu shrinks with the leases above it: a call must never outlive its lease. */
  static scaled(waits: Waits, maxInFlight = 0, hosts: readonly string[] = []): OttuSettings {
    const settings = new OttuSettings();
    settings.hosts = hosts;
    settings.connections = Math.max(settings.connections, maxInFlight);
    settings.chargeTimeoutMs = waits.ms(settings.chargeTimeoutMs);
    settings.callTimeoutMs = waits.ms(settings.callTimeoutMs);
    settings.downloadTimeoutMs = waits.ms(settings.downloadTimeoutMs);
    settings.sendChargeWithinMs = waits.ms(settings.sendChargeWithinMs);
    settings.sendWithinMs = waits.ms(settings.sendWithinMs);
    return settings;
  }
}
