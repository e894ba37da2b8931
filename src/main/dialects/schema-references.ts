import { unsupported } from "./check-wire.ts";
import { isObject, type JsonObject } from "./json.ts";

/** Definitions that name each other twice double with each step: a small schema would become a huge one. */
const mostVisits = 20_000;
/** The same of all schemas of a request: many may be just small enough. */
const mostOfAll = 200_000;
/** Schemas within each other: references lead deeper than any body may be. */
const mostLevels = 200;

/** What writing out the schemas of one request has taken. */
export class SchemaVisits {
  #count = 0;

  /** Whether one more is left. */
  take(): boolean {
    return ++this.#count <= mostOfAll;
  }
}

/** Local references of one JSON Schema, while it is written out for another dialect. */
export class SchemaReferences {
  readonly #root: JsonObject;
  readonly #at: string;
  readonly #ofAll: SchemaVisits;
  #visits = 0;
  #level = 0;

  /** `at` is what errors call the schema. */
  constructor(root: JsonObject, at: string, ofAll = new SchemaVisits()) {
    this.#root = root;
    this.#at = at;
    this.#ofAll = ofAll;
  }

  /** Writes one schema in it. Throws AppError `unsupported-parameter` where they are too many. */
  visit<Written>(write: () => Written): Written {
    const isLarge = ++this.#visits > mostVisits || !this.#ofAll.take();
    if (isLarge || this.#level >= mostLevels)
      throw unsupported(
        this.#at,
        "is too large with all its references written out",
      );
    this.#level += 1;
    try {
      return write();
    } finally {
      this.#level -= 1;
    }
  }

  /** What a reference names; undefined where it names nothing in here. */
  resolve(reference: string): JsonObject | undefined {
    if (!reference.startsWith("#/")) return undefined;
    const found = reference
      .slice(2)
      .split("/")
      .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
      .reduce<unknown>(within, this.#root);
    return isObject(found) ? found : undefined;
  }
}

function within(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isObject(value) && Object.hasOwn(value, step)
    ? value[step]
    : undefined;
}
