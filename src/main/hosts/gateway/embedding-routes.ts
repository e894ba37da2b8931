import type { EmbeddingRequest } from "#shared/chat/embedding.ts";
import { invalidRequest } from "#main/dialects/check-wire.ts";
import { arrayOf, objectOf, type JsonObject } from "#main/dialects/json.ts";
import { readCacheWish } from "./cache-wish.ts";
import { writeJson } from "./write-json.ts";
import type { Exchange } from "./exchange.ts";
import { writeTarget } from "./target-header.ts";

/** `POST /v1/embeddings`. */
export async function embeddings(exchange: Exchange): Promise<void> {
  const body = objectOf(exchange.body) ?? {};
  const { model, input, dimensions, encoding_format: format, ...extra } = body;
  if (typeof model !== "string" || model === "")
    throw invalidRequest("model", "is missing");
  if (format !== undefined && format !== "float" && format !== "base64")
    throw invalidRequest("encoding_format", "must be float or base64");
  const request: EmbeddingRequest = {
    model,
    inputs: inputsOf(input),
    dialect: "openai-chat",
    extra,
    ...sized(dimensions, "dimensions"),
  };
  const reply = await answered(exchange, request);
  // As the audit has it: where the upstream does not count, our own count stands.
  const tokens = exchange.notes.facts?.usage?.inputTokens ?? 0;
  const asText = format === "base64";
  writeJson(exchange.response, 200, {
    object: "list",
    data: reply.vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: asText ? base64(vector) : vector,
    })),
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** Google's `:embedContent`. */
export async function embedContent(exchange: Exchange): Promise<void> {
  const wish = objectOf(exchange.body) ?? {};
  const inputs = [textOf(wish, "content")];
  const reply = await answered(exchange, { inputs, ...asked(exchange, wish) });
  const values = reply.vectors[0] ?? [];
  writeJson(exchange.response, 200, { embedding: { values } });
}

/** Google's `:batchEmbedContents`, by which its own library asks for a single text as well. */
export async function batchEmbedContents(exchange: Exchange): Promise<void> {
  const wishes = arrayOf(objectOf(exchange.body)?.["requests"]).map(
    (wish) => objectOf(wish) ?? {},
  );
  const [first] = wishes;
  if (first === undefined)
    throw invalidRequest("requests", "must be a list of texts to embed");
  const other = sharedFields.find((name) =>
    wishes.some((wish) => wish[name] !== first[name]),
  );
  if (other !== undefined)
    throw invalidRequest(`requests[].${other}`, "must be the same for all");
  const inputs = wishes.map((wish, index) =>
    textOf(wish, `requests[${index}].content`),
  );
  const reply = await answered(exchange, { inputs, ...asked(exchange, first) });
  const embeddings = reply.vectors.map((values) => ({ values }));
  writeJson(exchange.response, 200, { embeddings });
}

/** What Google's API says of each text, and every other upstream of all of them. */
const sharedFields = ["taskType", "title", "outputDimensionality"] as const;

function asked(
  { params }: Exchange,
  { taskType: task, title, outputDimensionality }: JsonObject,
): Omit<EmbeddingRequest, "inputs"> {
  return {
    model: params[0] ?? "",
    dialect: "gemini",
    ...(typeof task === "string" ? { task } : {}),
    ...(typeof title === "string" ? { title } : {}),
    ...sized(outputDimensionality, "outputDimensionality"),
  };
}

/** The text of a Content; `parameter` is where it stands. */
function textOf(wish: JsonObject, parameter: string): string {
  const parts = arrayOf(objectOf(wish["content"])?.["parts"]);
  const texts = parts.map((part) => objectOf(part)?.["text"]);
  if (texts.length === 0 || !texts.every((text) => typeof text === "string"))
    throw invalidRequest(parameter, "must hold parts of text");
  return texts.join("");
}

async function answered(exchange: Exchange, request: EmbeddingRequest) {
  const { gateway, caller, notes, signal, response } = exchange;
  notes.askedModel = request.model;
  const noFallback =
    exchange.request.headers["x-modeldocker-no-fallback"] === "1";
  const cache = readCacheWish(exchange.request.headers);
  const call = { request, caller, noFallback, cache };
  const { facts, reply } = gateway.embed(call, signal);
  notes.facts = facts;
  return reply.finally(() => {
    if (facts.servedBy) writeTarget(response, facts.servedBy);
    response.tell("x-modeldocker-attempts", facts.attempts.count);
    response.tell("x-cache", "BYPASS");
  });
}

function inputsOf(input: unknown): EmbeddingRequest["inputs"] {
  if (typeof input === "string" && input !== "") return [input];
  const isTokens = (value: unknown): value is number[] =>
    Array.isArray(value) && value.length > 0 && value.every(Number.isInteger);
  if (isTokens(input)) return [input];
  const list = arrayOf(input);
  const isInput = (value: unknown): value is string | number[] =>
    (typeof value === "string" && value !== "") || isTokens(value);
  if (list.length > 0 && list.every(isInput)) return list;
  throw invalidRequest("input", "must be a text or a list of texts");
}

function sized(
  value: unknown,
  parameter: string,
): { readonly dimensions?: number } {
  if (value === undefined || value === null) return {};
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0)
    return { dimensions: value };
  throw invalidRequest(parameter, "must be a whole number from 1");
}

/** What OpenAI's own libraries ask for: 32-bit floats, little end first. */
function base64(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries())
    bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}
