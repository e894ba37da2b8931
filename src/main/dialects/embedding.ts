import type {
  EmbeddingReply,
  EmbeddingRequest,
} from "#shared/chat/embedding.ts";
import { unsupported } from "./check-wire.ts";
import type { EncodedCall } from "./dialect.ts";
import { arrayOf, type JsonObject } from "./json.ts";

/** How a dialect asks for vectors and reads them. */
export interface EmbeddingDialect {
  /** Throws AppError `unsupported-parameter`. */
  encode(request: EmbeddingRequest): EncodedCall;
  /** Undefined when the reply holds no vectors. */
  read(body: unknown): EmbeddingReply | undefined;
}

const harmless: ReadonlySet<string> = new Set(["user", "keep_alive"]);

/** The extra fields for a target; those of another dialect are refused by name. */
export function embeddingExtra(
  { dialect, extra = {} }: EmbeddingRequest,
  target: string,
): JsonObject {
  if (dialect === undefined || dialect === target) return { ...extra };
  const foreign = Object.keys(extra).find((name) => !harmless.has(name));
  if (foreign === undefined) return {};
  throw unsupported(
    foreign,
    `cannot be expressed in the target's dialect (${target})`,
  );
}

/** The inputs of a target that takes no token ids. */
export function textInputs(request: EmbeddingRequest): string[] {
  return request.inputs.map((input) => {
    if (typeof input === "string") return input;
    throw unsupported("input", "this upstream takes text, not token ids");
  });
}

export function refuseGeminiFields({ task, title }: EmbeddingRequest): void {
  if (task !== undefined)
    throw unsupported("taskType", "this upstream has no such parameter");
  if (title !== undefined)
    throw unsupported("title", "this upstream has no such parameter");
}

/** A vector; undefined when anything in it is not a number. */
function vectorOf(value: unknown): readonly number[] | undefined {
  const numbers = arrayOf(value).filter((one) => typeof one === "number");
  const isWhole = Array.isArray(value) && numbers.length === value.length;
  return isWhole && numbers.length > 0 ? numbers : undefined;
}

/** All of them, or undefined when one is missing. */
export function vectorsOf(
  values: readonly unknown[],
): readonly (readonly number[])[] | undefined {
  const vectors = values.flatMap((value) => {
    const vector = vectorOf(value);
    return vector ? [vector] : [];
  });
  return vectors.length === values.length && vectors.length > 0
    ? vectors
    : undefined;
}
