import type {
  ImagePart,
  Message,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "#shared/chat/message.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { writeDataUrl } from "../data-url.ts";
import { fencedFile } from "../fenced-file.ts";
import { foreignType } from "../foreign-part.ts";
import { defined, objectOf, type JsonObject } from "../json.ts";
import type { OpenAiChatQuirks } from "./quirks.ts";
import { joinReasoningDetails } from "./reasoning-details.ts";

/** One neutral message as wire messages: each tool result is a message of its own. */
export function encodeMessage(
  message: Message,
  quirks: OpenAiChatQuirks,
): readonly JsonObject[] {
  const results = message.parts.filter((part) => part.type === "tool-result");
  const others = message.parts.filter((part) => part.type !== "tool-result");
  const encoded = results.map((part) => encodeToolResult(part, message.extra));
  if (others.length === 0 && results.length > 0) return encoded;
  const name = message.name;
  const body =
    message.role === "assistant"
      ? encodeAssistant(others, quirks)
      : { content: encodeContent(others) };
  const role = message.role === "tool" ? "user" : message.role;
  return [
    ...encoded,
    { role, ...body, ...defined({ name }), ...message.extra },
  ];
}

function encodeToolResult(
  part: ToolResultPart,
  extra: JsonObject | undefined,
): JsonObject {
  const content = encodeContent(part.content);
  if (extra?.role === "function")
    return { role: "function", name: part.name ?? part.callId, content };
  return {
    role: "tool",
    tool_call_id: part.callId,
    ...defined({ name: part.name }),
    content,
    ...extra,
  };
}

function encodeAssistant(
  parts: readonly Part[],
  quirks: OpenAiChatQuirks,
): JsonObject {
  const calls = parts.filter((part) => part.type === "tool-call");
  const images = parts.filter((part) => part.type === "image");
  const reasoning = parts.filter((part) => part.type === "reasoning");
  const spoken = parts.filter(
    (part) => part.type === "text" || part.type === "file",
  );
  return {
    content: spoken.length === 0 ? null : encodeContent(spoken),
    ...encodeReasoning(reasoning, quirks),
    ...(images.length > 0 ? { images: images.map(encodeImage) } : {}),
    ...(calls.length > 0 ? { tool_calls: calls.map(encodeToolCall) } : {}),
  };
}

function encodeReasoning(
  parts: readonly ReasoningPart[],
  quirks: OpenAiChatQuirks,
): JsonObject {
  const field = quirks.reasoningBack ?? "reasoning";
  const text = parts.map((part) => part.text).join("");
  const details = parts.flatMap((part) => part.details ?? []);
  return {
    ...(text === "" || field === "none" ? {} : { [field]: text }),
    ...(details.length > 0
      ? { reasoning_details: joinReasoningDetails(details) }
      : {}),
  };
}

function encodeToolCall(part: ToolCallPart): JsonObject {
  const { extra = {}, id } = part;
  if (extra.type !== undefined && extra.type !== "function")
    return { id, ...extra };
  return {
    id,
    type: "function",
    ...extra,
    function: {
      name: part.name,
      arguments: part.arguments === "" ? "{}" : part.arguments,
      ...objectOf(extra.function),
    },
  };
}

/** One plain text stays a string: old servers know nothing else. */
function encodeContent(parts: readonly Part[]): string | readonly JsonObject[] {
  const [first] = parts;
  if (!first) return "";
  if (parts.length === 1 && first.type === "text" && !first.extra)
    return first.text;
  if (parts.length === 1 && first.type === "file") return fencedFile(first);
  return parts.map(encodePart);
}

function encodePart(part: Part): JsonObject {
  switch (part.type) {
    case "text":
      return encodeText(part);
    case "image":
      return encodeImage(part);
    case "file":
      return { type: "text", text: fencedFile(part) };
    case "reasoning":
      return { type: "text", text: part.text };
    case "tool-call":
    case "tool-result":
      return { type: "text", text: JSON.stringify(part) };
    default:
      return assertNever(part);
  }
}

function encodeText(part: TextPart): JsonObject {
  if (foreignType(part) !== undefined) return { ...part.extra };
  return { type: "text", text: part.text, ...part.extra };
}

function encodeImage(part: ImagePart): JsonObject {
  const { source, extra } = part;
  const url =
    source.type === "url"
      ? source.url
      : writeDataUrl(part.mediaType, source.data);
  return {
    type: "image_url",
    ...extra,
    image_url: { url, ...objectOf(extra?.image_url) },
  };
}
