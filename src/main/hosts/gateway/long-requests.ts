import type { Roster } from "#shared/collections/roster.ts";
import type { UnderWay } from "./arrival.ts";
import { openRequest } from "./audit-entry.ts";
import type { GatewayParts } from "./gateway-parts.ts";

const longMs = 100;

/**
 * Has the audit know of requests that run for long, so that each has its line even if the program is
 * killed meanwhile. Short ones, which a busy gateway has thousands of a second, pay nothing for it.
 */
export class LongRequests {
  readonly #underWay: Roster<UnderWay>;
  #parts: GatewayParts | undefined;
  #isWatching = false;

  constructor(underWay: Roster<UnderWay>) {
    this.#underWay = underWay;
  }

  noteIn(parts: GatewayParts): void {
    this.#parts = parts;
  }

  /** With each request that comes. */
  watch(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    setTimeout(() => this.#look(), longMs).unref();
  }

  #look(): void {
    this.#isWatching = false;
    const members = this.#underWay.members();
    if (members.length === 0) return;
    if (this.#parts !== undefined)
      for (const { begun } of members) if (begun) note(begun, this.#parts);
    this.watch();
  }
}

function note(
  { arrival, began }: NonNullable<UnderWay["begun"]>,
  { audit, clock }: GatewayParts,
): void {
  const now = clock.monotonic();
  if (began.open !== undefined || now - began.at < longMs) return;
  began.open = audit.begin(openRequest(arrival, began, now));
}
