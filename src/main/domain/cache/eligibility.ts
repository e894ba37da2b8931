import type { CacheMode } from "#shared/chat/cache-choice.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";

/** Wire fields by which the upstream itself acts or remembers: the same call is not the same twice. */
const actingFields = [
  "background",
  "container",
  "conversation",
  "mcp_servers",
  "plugins",
  "previous_response_id",
  "prompt",
  "search_parameters",
  "session_id",
  "store",
  "web_search_options",
];

type Fields = Readonly<Record<string, unknown>>;

/** Whether a reply holds more than the events that are kept of it: it would be given again without. */
function asksForMore(extra: Fields): boolean {
  const { n, logprobs, audio, include, generationConfig } = extra;
  const config = (generationConfig ?? {}) as Fields;
  return (
    isMany(n) ||
    isMany(config["candidateCount"]) ||
    logprobs === true ||
    config["responseLogprobs"] === true ||
    (audio !== undefined && audio !== null) ||
    (Array.isArray(include) &&
      include.some((it) => /logprobs/.test(String(it))))
  );
}

function isMany(count: unknown): boolean {
  return typeof count === "number" && count > 1;
}

/** Whether this call's answer may be kept and given again. */
export function isCacheable(
  request: ChatRequest,
  model: string,
  mode: CacheMode,
): boolean {
  if (mode === "off") return false;
  const { extra = {}, tools = [], parameters } = request;
  // An omitted temperature is not zero.
  const isSteady =
    parameters.temperature === 0 || parameters.seed !== undefined;
  if (mode !== "always" && !isSteady) return false;
  const acts = actingFields.some((field) => {
    const value = extra[field];
    return value !== undefined && value !== null && value !== false;
  });
  if (acts || asksForMore(extra) || model.endsWith(":online")) return false;
  return tools.every((tool) => tool.extra?.["type"] === undefined);
}

/** Ends that say more than their reason. */
const endsWithMore = new Set(["stop_sequence", "pause_turn"]);

/** Whether these events are a whole answer, worth being given again. */
export function isWholeAnswer(events: readonly StreamEvent[]): boolean {
  const finish = events.find((event) => event.type === "finish");
  return (
    finish !== undefined &&
    finish.reason !== "content-filter" &&
    finish.reason !== "error" &&
    !endsWithMore.has(finish.native ?? "") &&
    !events.some(isMoreOrLess)
  );
}

/** A failure, or a sign that the reply was more than its events. */
function isMoreOrLess(event: StreamEvent): boolean {
  return (
    event.type === "error" ||
    (event.type === "start" && event.holdsMore === true)
  );
}
