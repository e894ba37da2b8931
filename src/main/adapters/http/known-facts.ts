import { z } from "zod";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { InstanceId } from "#shared/models/ids.ts";

const factsSchema = z.object({
  baseUrl: z.string(),
  /** By what it may speak beside its kind's own dialect. */
  speaks: z.record(z.string(), z.boolean()).default({}),
  contextLengths: z.record(z.string(), z.number()).default({}),
  /** By model, those whose abilities were told. */
  thinks: z.record(z.string(), z.boolean()).default({}),
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
        : { baseUrl, speaks: {}, contextLengths: {}, thinks: {} };
  }

  get current(): Readonly<Facts> {
    return this.#facts;
  }

  /** Undefined where nobody told. A name without a tag is that of the latest. */
  thinks(model: string): boolean | undefined {
    const { thinks } = this.#facts;
    return ownOf(thinks, model) ?? ownOf(thinks, `${model}:latest`);
  }

  contextLength(model: string): number | undefined {
    return ownOf(this.#facts.contextLengths, model);
  }

  note(found: Partial<Omit<Facts, "baseUrl">>): void {
    const facts = { ...this.#facts, ...found };
    if (JSON.stringify(facts) === JSON.stringify(this.#facts)) return;
    this.#facts = facts;
    this.#store?.set(this.#key, facts);
  }
}

/** A model's name is anybody's text, and every object has a `constructor`. */
function ownOf<T>(facts: Readonly<Record<string, T>>, model: string) {
  return Object.hasOwn(facts, model) ? facts[model] : undefined;
}

/** What the abilities of models say that their calls need to know. */
export function factsOf(
  models: readonly ModelDescriptor[],
): Pick<Facts, "contextLengths" | "thinks"> {
  const contextLengths: Facts["contextLengths"] = {};
  const thinks: Facts["thinks"] = {};
  for (const { id, contextLength, supportedParameters } of models) {
    if (contextLength !== undefined) contextLengths[id] = contextLength;
    if (supportedParameters !== undefined)
      thinks[id] = supportedParameters.includes("reasoning");
  }
  return { contextLengths, thinks };
}
