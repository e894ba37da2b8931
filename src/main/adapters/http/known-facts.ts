import { z } from "zod";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { InstanceId } from "#shared/models/ids.ts";

const factsSchema = z.object({
  baseUrl: z.string(),
  hasMessages: z.boolean().optional(),
  contextLengths: z.record(z.string(), z.number()).default({}),
});
type Facts = z.infer<typeof factsSchema>;

/**
 * What was found out about an upstream while its models were listed. Kept with the instance, so that a
 * start finds it again without asking; another address starts anew.
 */
export class KnownFacts {
  readonly #store: KeyValueStore | undefined;
  readonly #key: string;
  #facts: Facts;

  constructor(
    store: KeyValueStore | undefined,
    instance: InstanceId,
    baseUrl: string,
  ) {
    this.#store = store;
    this.#key = `upstream-facts:${instance}`;
    const kept = factsSchema.safeParse(store?.get(this.#key));
    this.#facts =
      kept.success && kept.data.baseUrl === baseUrl
        ? kept.data
        : { baseUrl, contextLengths: {} };
  }

  get current(): Readonly<Facts> {
    return this.#facts;
  }

  note(found: Partial<Pick<Facts, "hasMessages" | "contextLengths">>): void {
    const facts = { ...this.#facts, ...found };
    if (JSON.stringify(facts) === JSON.stringify(this.#facts)) return;
    this.#facts = facts;
    this.#store?.set(this.#key, facts);
  }
}
