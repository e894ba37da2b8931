import type { Message, Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { unsupported } from "./check-wire.ts";
import { knownEffort } from "./effort.ts";
import { foreignType } from "./foreign-part.ts";
import { isObject, objectOf, stringOf } from "./json.ts";

/** A request as an upstream is told it. */
export interface Told {
  readonly request: ChatRequest;
  /** What errors call each message. */
  readonly at: readonly string[];
}

/**
 * Its caller's own dialect is told everything as it came. Any other is told what is meant by words about
 * the conversation itself that only the caller's has.
 */
export function told(request: ChatRequest, isOwn: boolean): Told {
  const names = request.messages.map((_, i) => `messages[${i}]`);
  if (isOwn) return { request, at: names };
  const all = request.messages.map((message, i) => {
    return { message, at: names[i] ?? "" };
  });
  const isAnthropic = request.dialect === "anthropic-messages";
  const seen = isAnthropic ? withoutMarks(all) : all;
  const messages = seen.map(({ message }) => message);
  return {
    request: withoutIdleTools({ ...request, messages }),
    at: seen.map(({ at }) => at),
  };
}

/** What errors call a part of a message; what a result holds is called as the result is. */
export function placeOf(
  part: Part,
  { parts, at }: { readonly parts: readonly Part[]; readonly at: string },
): string {
  const i =
    parts.length > fewParts
      ? (indexes(parts).get(part) ?? -1)
      : parts.findIndex((one) => one === part || holds(one, part));
  return i < 0 ? at : `${at}.parts[${i}]`;
}

function holds(one: Part, part: Part): boolean {
  return one.type === "tool-result" && one.content.some((it) => it === part);
}

/** Each part asks for its place. Most messages have few, and one may have a million. */
const fewParts = 20;
const known = new WeakMap<readonly Part[], ReadonlyMap<Part, number>>();

function indexes(parts: readonly Part[]): ReadonlyMap<Part, number> {
  const found = known.get(parts);
  if (found !== undefined) return found;
  const all = new Map<Part, number>();
  for (const [i, part] of parts.entries()) {
    all.set(part, i);
    if (part.type === "tool-result")
      for (const inner of part.content) all.set(inner, i);
  }
  known.set(parts, all);
  return all;
}

interface Placed {
  readonly message: Message;
  readonly at: string;
}

function withoutMarks(all: readonly Placed[]): readonly Placed[] {
  const lastTurn = all.findLastIndex(
    ({ message: { role } }) => role === "user" || role === "tool",
  );
  refuseUnknownEffort(all);
  return all.flatMap(({ message, at }, i) => {
    if (message.role !== "system") {
      const parts = message.parts.map(withNames);
      return [{ message: { ...message, parts }, at }];
    }
    const told = withoutChanges(message);
    // Its time is over: only its place among the turns still counts, and that to Anthropic alone.
    const { clear_at: until, ...extra } = told.extra ?? {};
    if (until !== "next_user_message")
      return told.parts.length > 0 ? [{ message: told, at }] : [];
    return i < lastTurn ? [] : [{ message: { ...told, extra }, at }];
  });
}

/** The last word counts, and the request as a whole can only say those that it knows. */
function refuseUnknownEffort(all: readonly Placed[]): void {
  const last = all.findLast(({ message }) => effortIn(message) !== undefined);
  const word = last && effortIn(last.message);
  if (last !== undefined && knownEffort(word) === undefined)
    throw unsupported(
      `${last.at}.output_config.effort`,
      "is no word that the target's dialect has",
    );
}

function effortIn({ role, extra }: Message): string | undefined {
  return role === "system"
    ? stringOf(objectOf(extra?.output_config)?.effort)
    : undefined;
}

/** Effort and tools that change in the middle: the request as a whole says already what holds now. */
function withoutChanges(message: Message): Message {
  const { output_config: config, ...extra } = message.extra ?? {};
  const { effort, ...others } = objectOf(config) ?? {};
  const isEffort =
    typeof effort === "string" && Object.keys(others).length === 0;
  const parts = message.parts.filter(
    (part) => part.type !== "text" || !isChange(foreignType(part)),
  );
  return isEffort ? { ...message, parts, extra } : { ...message, parts };
}

function isChange(type: string | undefined): boolean {
  return type === "tool_addition" || type === "tool_removal";
}

/** Tools that a search of the client's own found stand in its result by their names. */
function withNames(part: Part): Part {
  if (part.type !== "tool-result") return part;
  const content = part.content.map((inner) => {
    if (inner.type !== "text" || foreignType(inner) !== "tool_reference")
      return inner;
    const name = stringOf(inner.extra?.tool_name) ?? "";
    return { type: "text" as const, text: `Ready to be called: ${name}` };
  });
  return { ...part, content };
}

/**
 * The request without what it says of the use of tools where it has none. Clients say it always, and
 * upstreams refuse a choice among nothing.
 */
function withoutIdleTools(request: ChatRequest): ChatRequest {
  const { tools = [], toolChoice, parallelToolCalls: _, ...others } = request;
  const offered = tools.filter(({ extra }) => {
    const mark = extra?.$wire;
    return !isObject(mark) || mark.isRemoved !== true;
  });
  if (offered.length > 0) return { ...request, tools: offered };
  const mustCall = toolChoice === "required" || typeof toolChoice === "object";
  return mustCall ? { ...others, toolChoice } : others;
}
