import type { Message } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { canonicalJson } from "./canonical-json.ts";

/** Grows when the meaning of a key or of a kept answer changes, so that old ones are never found. */
const version = 1;

/** Wire fields that change nothing about the answer. All others, known or not, are part of the key. */
const ignoredFields = new Set([
  "cache_control",
  "metadata",
  "prompt_cache_key",
  "prompt_cache_retention",
  "stream",
  "stream_options",
  "user",
]);

export interface CacheKeyFacts {
  /** Answers are shared within a scope only. */
  readonly scope: string;
  readonly instance: string;
  /** Resolved upstream model. */
  readonly model: string;
  /** What else the instance's answer depends on: its address, a local file and how it is loaded. */
  readonly identity: unknown;
  readonly request: ChatRequest;
}

/** The text whose keyed hash names an answer. An absent parameter is not the same as its default. */
export function cacheKeyText(facts: CacheKeyFacts): string {
  const { scope, instance, model, identity, request } = facts;
  const { messages, extra, model: _asked, ...rest } = request;
  return canonicalJson({
    version,
    scope,
    instance,
    model,
    identity,
    request: {
      ...rest,
      messages: messages.map(withoutIgnored),
      extra: kept(extra),
    },
  });
}

function withoutIgnored(message: Message): unknown {
  return {
    ...message,
    extra: kept(message.extra),
    parts: message.parts.map((part) =>
      "extra" in part ? { ...part, extra: kept(part.extra) } : part,
    ),
  };
}

/** Undefined when nothing is left, so that an empty set and none are the same. */
function kept(
  extra: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(extra ?? {}).filter(
    ([name]) => !ignoredFields.has(name),
  );
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
