import type { ChatRequest } from "#shared/chat/request.ts";
import { unsupported } from "./check-wire.ts";
import { knownEffort } from "./effort.ts";
import { arrayOf, isObject, type JsonObject } from "./json.ts";
import { always, faultIn, only, type Omissible } from "./omissible.ts";

/**
 * Fields of other dialects that change nothing in the answer: who asks, how it is billed, cached or
 * stored. They may be left out in silence; every other foreign field is refused by its name.
 */
const harmless: ReadonlySet<string> = new Set([
  "user",
  "metadata",
  "store",
  "service_tier",
  "client_metadata",
  "internal_chat_message_metadata_passthrough",
  "prompt_cache_key",
  "prompt_cache_retention",
  "safety_identifier",
  "session_id",
  "stream_options",
  "keep_alive",
  "labels",
  "cache_control",
  "eager_input_streaming",
  "defer_loading",
  "verbosity",
  "index",
  "annotations",
  "refusal",
  "detail",
  "id",
  "status",
  "phase",
  "item",
  "instructions",
  "include",
]);

/** Values that say what is so without them. */
const neutralValues: Omissible = {
  n: (value) => value === 1,
  logprobs: (value) =>
    value === false || (Array.isArray(value) && value.length === 0),
  type: (value) => value === "message",
  // OpenAI's newer name of a system message.
  role: (value) => value === "developer" || value === "system",
  image_url: { detail: always },
  logit_bias: isEmpty,
  functions: isEmpty,
  plugins: isEmpty,
  transforms: isEmpty,
  top_logprobs: (value) => value === 0,
  truncation: (value) => value === "disabled",
  background: (value) => value === false,
  reasoning: { summary: always, context: always },
  text: { verbosity: always },
  modalities: (value) => Array.isArray(value) && String(value) === "text",
};

function isEmpty(value: unknown): boolean {
  return isObject(value)
    ? Object.keys(value).length === 0
    : Array.isArray(value) && value.length === 0;
}

/** What one dialect's parser keeps whole beside the neutral fields that say the same. */
const restated: Readonly<Record<string, Omissible>> = {
  "anthropic-messages": {
    thinking: (value) =>
      isObject(value) &&
      only(value, "type", "budget_tokens", "display", "block_binding") &&
      ["enabled", "disabled", "adaptive"].includes(String(value.type)),
    output_config: {
      effort: (word) => knownEffort(word) !== undefined,
      format: isSchemaAlone,
    },
    output_format: isSchemaAlone,
    context_management: keepsAll,
    type: (value) => value === "custom",
    allowed_callers: (value) => arrayOf(value).every((it) => it === "direct"),
    caller: (value) => isObject(value) && value.type === "direct",
    // Why a cache was missed, how fast, and from where to go on another time: none of it is an answer.
    diagnostics: always,
    speed: always,
    thread: (value) => isObject(value) && value.type === "create",
    $wire: always,
  },
  gemini: {
    candidateCount: (value) => value === 1,
    responseModalities: (value) =>
      arrayOf(value).every((it) => String(it).toUpperCase() === "TEXT"),
    responseMimeType: (value) => value === "text/plain",
    responseLogprobs: (value) => value === false,
    thinkingConfig: { thinkingLevel: isKnownLevel },
    // What a file is called, and when a result is heard, is no part of what is said.
    inlineData: (value) => isObject(value) && only(value, "displayName"),
    fileData: (value) => isObject(value) && only(value, "displayName"),
    toolConfig: (value) =>
      isObject(value) &&
      only(value, "functionCallingConfig") &&
      isObject(value.functionCallingConfig) &&
      only(value.functionCallingConfig, "streamFunctionCallArguments"),
    functionCall: isWhole,
    functionResponse: isWhole,
    // A schema as it came: the neutral one says all of it.
    $wire: always,
  },
  ollama: {
    type: (value) => value === "function",
    // Where a call stands among others, which their order says already.
    function: (value) => isObject(value) && only(value, "index"),
  },
  "openai-responses": {
    // A tool, call or result as it came: the neutral fields say all of it.
    $wire: always,
  },
};

function isKnownLevel(level: unknown): boolean {
  const word = String(level).toLowerCase();
  return knownEffort(word) !== undefined || word.endsWith("_unspecified");
}

/** A call or result of which nothing is left to come. */
function isWhole(value: unknown): boolean {
  if (!isObject(value) || !only(value, "willContinue", "scheduling"))
    return false;
  return value.willContinue !== true;
}

function isSchemaAlone(format: unknown): boolean {
  if (format === undefined || format === null) return true;
  return isObject(format) && only(format, "type", "schema");
}

/** How much of Claude's earlier thinking stays in its prompt says nothing to another model. */
function keepsAll(value: unknown): boolean {
  if (!isObject(value) || !only(value, "edits")) return false;
  return arrayOf(value.edits).every(
    (edit) =>
      isObject(edit) &&
      only(edit, "type", "keep") &&
      String(edit.type).startsWith("clear_thinking"),
  );
}

/** Objects whose fields are named one by one, as each may be known or not. */
const opened: ReadonlySet<string> = new Set(["generationConfig"]);

/** What is left of an object whose known fields are told otherwise has no type of its own. */
const openedIfLeft: ReadonlySet<string> = new Set(["tool_choice", "source"]);

function isOpened(name: string, value: unknown): value is JsonObject {
  if (!isObject(value)) return false;
  const isLeft = openedIfLeft.has(name) && value.type === undefined;
  return isLeft || opened.has(name);
}

/** What a thing is says more than what else is foreign about it. */
function typeFirst(extra: JsonObject): readonly [string, unknown][] {
  const { type, ...others } = extra;
  const rest = Object.entries(others);
  return type === undefined ? rest : [["type", type], ...rest];
}

/** The caller may have a dozen tools, and know none of them by its place. */
function named(field: string, value: unknown): string {
  return field === "type" && typeof value === "string"
    ? `${JSON.stringify(value.slice(0, 60))} `
    : "";
}

/** Writes the `extra` of one request for one target dialect. */
export class ExtraWriter {
  readonly #own: boolean;
  readonly #restated: Omissible;
  readonly #target: string;

  constructor(request: ChatRequest, target: string) {
    this.#own = request.dialect === undefined || request.dialect === target;
    this.#target = target;
    this.#restated = restated[request.dialect ?? ""] ?? {};
  }

  /** Whether the request's `extra` fields are written in the target's own words. */
  get isOwn(): boolean {
    return this.#own;
  }

  /**
   * The fields to write. `carried` names those that both sides know under the same name; `at` is where
   * the fields stand, for the error.
   */
  fields(
    extra: JsonObject | undefined,
    at: string,
    carried: readonly string[] = [],
  ): JsonObject {
    if (!extra) return {};
    if (this.#own) return extra;
    const kept: JsonObject = {};
    for (const [name, value] of typeFirst(extra)) {
      if (carried.includes(name)) kept[name] = value;
      else if (isOpened(name, value))
        this.fields(value, at === "" ? name : `${at}.${name}`);
      else if (value !== null && !harmless.has(name))
        this.#refuse(name, value, at);
    }
    return kept;
  }

  /** Unless nothing is lost without it. */
  #refuse(name: string, value: unknown, at: string): void {
    const faults = [neutralValues, this.#restated].map((table) =>
      faultIn(table, name, value),
    );
    if (faults.includes(undefined)) return;
    const [one = name, other = name] = faults;
    const fault = other.length > one.length ? other : one;
    throw unsupported(
      at === "" ? fault : `${at}.${fault}`,
      `${named(name, value)}cannot be expressed in the target's dialect (${this.#target})`,
    );
  }
}
