import type { ChatRequest } from "#shared/chat/request.ts";
import type { OwnAsked, OwnCall } from "../dialect.ts";
import { objectOf } from "../json.ts";
import type { OwnBody } from "../own-body.ts";
import type { OpenAiChatQuirks } from "./quirks.ts";

/** The caller's own body, where this upstream takes all that it says by the names that it says it with. */
export function ownCall(
  { request, body, streams }: OwnAsked,
  quirks: OpenAiChatQuirks,
): OwnCall | undefined {
  const isUnderstood =
    !otherNames(quirks).some((name) => body.has(name)) && !isRepaired(request);
  const options = streamOptions(body, { streams, quirks });
  if (!isUnderstood || options === undefined) return undefined;
  const told = body.asking(request.model, streams, options);
  return told === undefined
    ? undefined
    : { path: "/chat/completions", body: told };
}

/** What this upstream calls otherwise. */
function otherNames({
  maxTokensField = "max_tokens",
  reasoningStyle = "object",
}: OpenAiChatQuirks): readonly string[] {
  return [
    maxTokensField === "max_tokens" ? "max_completion_tokens" : "max_tokens",
    reasoningStyle === "effort" ? "reasoning" : "reasoning_effort",
  ];
}

/** Earlier thoughts have another name with each upstream, and calls without arguments are none to some. */
function isRepaired({ messages }: ChatRequest): boolean {
  return messages.some(({ parts }) =>
    parts.some(
      (part) =>
        part.type === "reasoning" ||
        (part.type === "tool-call" && part.arguments === ""),
    ),
  );
}

/** So that usage is told; undefined where the caller's own word of it cannot stay. */
function streamOptions(
  body: OwnBody,
  {
    streams,
    quirks,
  }: { readonly streams: boolean; readonly quirks: OpenAiChatQuirks },
): object | undefined {
  const asked = body.get("stream_options") ?? undefined;
  if (!streams || quirks.noStreamOptions === true)
    return asked === undefined ? {} : undefined;
  const stream_options = { ...objectOf(asked), include_usage: true };
  return { stream_options };
}
