/** What the clock keeps across a restart. */
export interface ClockSetting {
  offset_ms: number;
  frozen_at: number | null;
}

/**
 * The simulator's own time, in milliseconds since 1970. It runs with real time at an offset, or stands
 * still when frozen. It never goes back: what was due stays done.
 */
export class SimulatorClock {
  private offsetMs = 0;
  private frozenAt: number | null = null;

  constructor(
    private readonly onChange: (setting: ClockSetting) => void = () => undefined,
    private readonly real: () => number = () => Date.now(),
  ) {}

  now(): number {
    return this.frozenAt ?? this.real() + this.offsetMs;
  }

  iso(at = this.now()): string {
    return new Date(at).toISOString();
  }

  get frozen(): boolean {
    return this.frozenAt !== null;
  }

  get setting(): ClockSetting {
    return { offset_ms: this.offsetMs, frozen_at: this.frozenAt };
  }

  restore(setting: ClockSetting): void {
    this.offsetMs = setting.offset_ms;
    this.frozenAt = setting.frozen_at;
  }

  setNow(at: number): void {
    if (this.frozenAt !== null) this.frozenAt = at;
    this.offsetMs = at - this.real();
    this.onChange(this.setting);
  }

  freeze(frozen: boolean): void {
    const at = this.now();
    this.frozenAt = frozen ? at : null;
    this.offsetMs = at - this.real();
    this.onChange(this.setting);
  }
}

/** `2026-01-31`, in UTC. */
export function isoDate(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `2026-01-31 09:00:07`, the way the platform prints times. */
export function spacedTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
