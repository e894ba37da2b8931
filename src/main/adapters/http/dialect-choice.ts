import type { CountingDialect } from "#main/dialects/counting.ts";
import type { Dialect, EncodedCall, OwnCall } from "#main/dialects/dialect.ts";
import { defined } from "#main/dialects/json.ts";
import { dialects } from "#main/dialects/table.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import {
  sideTongues,
  type SideTongue,
} from "#shared/models/instance-settings.ts";
import type { KindRow } from "./kinds.ts";
import type { KnownFacts } from "./known-facts.ts";
import { sideDialects, speaks } from "./side-dialects.ts";
import type { UpstreamCall, UpstreamClient } from "./upstream-client.ts";

/** The dialect of a call, and where it is not the kind's own, what that one wants besides. */
export interface Way extends Pick<UpstreamCall, "headers" | "ownVersion"> {
  readonly dialect: Dialect<object>;
}

/** A call as it is sent that way: what it says of itself stands beside what each is told there. */
export function callOn<Call extends EncodedCall | OwnCall>(
  way: Way,
  call: Call,
): Call & Way {
  const headers =
    way.headers && call.headers
      ? { ...way.headers, ...call.headers }
      : (call.headers ?? way.headers);
  return { ...way, ...call, ...defined({ headers }) };
}

export interface DialectChoiceOptions {
  readonly row: KindRow;
  readonly facts: KnownFacts;
  readonly client: UpstreamClient;
  /** What somebody said that it speaks; absent: what is known or can be found out. */
  readonly said: readonly SideTongue[] | undefined;
}

/** In which dialect one upstream is asked. */
export class DialectChoice {
  readonly #options: DialectChoiceOptions;
  readonly #usual: Way;
  readonly #known: readonly SideTongue[];
  /** What is still to be found out in this run. */
  readonly #unsure: Set<SideTongue>;

  constructor(options: DialectChoiceOptions) {
    const { row, said } = options;
    this.#options = options;
    this.#usual = { dialect: dialects[row.dialect] };
    this.#known = said ?? row.speaks ?? [];
    this.#unsure = new Set(said === undefined ? row.maySpeak : []);
  }

  /**
   * In the one dialect that reaches the model, else in the caller's own where the upstream is known to
   * speak it, else in the kind's.
   */
  wayFor({ model, dialect }: ChatRequest): Way {
    const { row } = this.#options;
    const only = row.onlyIn?.(model);
    if (
      only === undefined &&
      (dialect === undefined || dialect === row.dialect)
    )
      return this.#usual;
    const own = sideTongues.find((it) => sideDialects[it].name === dialect);
    return this.#wayIn(only ?? own);
  }

  /** How it is asked for a count of tokens; undefined where it does not count. */
  get counting(): { dialect: CountingDialect; way: Way } | undefined {
    const { row } = this.#options;
    const { counting } = sideDialects.messages;
    if (counting && row.countsInMessages && this.#speaks("messages"))
      return { dialect: counting, way: this.#wayIn("messages") };
    return row.counting && { dialect: row.counting, way: this.#usual };
  }

  /** Finds out what it speaks, once in each run of the program. */
  async learn(signal: AbortSignal): Promise<void> {
    await Promise.all(
      [...this.#unsure].map((tongue) => this.#probe(tongue, signal)),
    );
  }

  async #probe(tongue: SideTongue, signal: AbortSignal): Promise<void> {
    const { client, facts } = this.#options;
    const isSpoken = await speaks(client, sideDialects[tongue], signal);
    if (isSpoken === undefined) return;
    this.#unsure.delete(tongue);
    facts.note({ speaks: { ...facts.current.speaks, [tongue]: isSpoken } });
  }

  #speaks(tongue: SideTongue): boolean {
    const { row, facts, said } = this.#options;
    if (this.#known.includes(tongue)) return true;
    const mayBe = said === undefined && row.maySpeak?.includes(tongue) === true;
    return mayBe && facts.current.speaks[tongue] === true;
  }

  #wayIn(tongue: SideTongue | undefined): Way {
    if (tongue === undefined || !this.#speaks(tongue)) return this.#usual;
    const { name, headers, ownVersion } = sideDialects[tongue];
    return { dialect: dialects[name], ownVersion, ...defined({ headers }) };
  }
}
