import type { CountingDialect } from "#main/dialects/counting.ts";
import type { Dialect } from "#main/dialects/dialect.ts";
import { defined } from "#main/dialects/json.ts";
import { dialects } from "#main/dialects/table.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { KindRow } from "./kinds.ts";
import type { KnownFacts } from "./known-facts.ts";
import { speaks, type SideDialect } from "./side-dialects.ts";
import type { UpstreamCall, UpstreamClient } from "./upstream-client.ts";

/** The dialect of a call, and where it is not the kind's own, what that one wants besides. */
export interface Way extends Pick<UpstreamCall, "headers" | "ownVersion"> {
  readonly dialect: Dialect<object>;
}

export interface DialectChoiceOptions {
  readonly row: KindRow;
  readonly facts: KnownFacts;
  readonly client: UpstreamClient;
}

/** In which dialect one upstream is asked. */
export class DialectChoice {
  readonly #options: DialectChoiceOptions;
  readonly #usual: Way;
  /** Of which it was found out in this run whether the upstream speaks them. */
  readonly #probed = new Set<SideDialect>();

  constructor(options: DialectChoiceOptions) {
    this.#options = options;
    this.#usual = { dialect: dialects[options.row.dialect] };
  }

  /**
   * In the one dialect that reaches the model, else in the caller's own where the upstream is known to
   * speak it, else in the kind's.
   */
  wayFor({ model, dialect }: ChatRequest): Way {
    const { onlyIn, beside, dialect: own } = this.#options.row;
    const only = onlyIn?.(model);
    const isUsual = dialect === undefined || dialect === own;
    if (only === undefined && isUsual) return this.#usual;
    return this.#wayIn(
      beside?.find((side) =>
        only === undefined
          ? side.name === dialect && this.#isSpoken(side)
          : side.name === only,
      ),
    );
  }

  /** How it is asked for a count of tokens; undefined where it does not count. */
  get counting(): { dialect: CountingDialect; way: Way } | undefined {
    const { row } = this.#options;
    const side = row.beside?.find(
      (one) => one.counting !== undefined && this.#isSpoken(one),
    );
    const dialect = side?.counting ?? row.counting;
    return dialect && { dialect, way: this.#wayIn(side) };
  }

  /** Finds out what it speaks, once in each run of the program. */
  async learn(signal: AbortSignal): Promise<void> {
    const { beside = [], speaksBeside = false } = this.#options.row;
    if (speaksBeside) return;
    await Promise.all(
      beside
        .filter((side) => !this.#probed.has(side))
        .map((side) => this.#probe(side, signal)),
    );
  }

  async #probe(side: SideDialect, signal: AbortSignal): Promise<void> {
    const { client, facts } = this.#options;
    const isSpoken = await speaks(client, side, signal);
    if (isSpoken === undefined) return;
    this.#probed.add(side);
    const known = facts.current.speaks;
    facts.note({ speaks: { ...known, [side.name]: isSpoken } });
  }

  #isSpoken({ name }: SideDialect): boolean {
    const { row, facts } = this.#options;
    return row.speaksBeside === true || facts.current.speaks[name] === true;
  }

  #wayIn(side: SideDialect | undefined): Way {
    if (side === undefined) return this.#usual;
    const { name, headers, ownVersion } = side;
    return { dialect: dialects[name], ownVersion, ...defined({ headers }) };
  }
}
