import type {
  ImagePart,
  Message,
  Part,
  TextPart,
} from "#shared/chat/message.ts";
import { assertNever } from "#shared/errors/app-error.ts";
import { checkWire } from "../check-wire.ts";
import { foreignPart } from "../foreign-part.ts";
import { defined, extraOf, present } from "../json.ts";
import { readThinking } from "./thinking.ts";
import {
  knownBlockSchema,
  knownBlockTypes,
  type KnownBlock,
  type WireBlock,
  type WireMessage,
} from "./wire-schema.ts";

type ImageBlock = Extract<KnownBlock, { type: "image" }>;
type ResultBlock = Extract<KnownBlock, { type: "tool_result" }>;

/** A wire message as neutral ones: results of tools are a message of their own, before the rest. */
export function parseMessage(
  { role, content, ...more }: WireMessage,
  at: string,
): readonly Message[] {
  const parts = parseContent(content, `${at}.content`);
  const results = parts.filter((part) => part.type === "tool-result");
  const rest = parts.filter((part) => part.type !== "tool-result");
  const messages: Message[] = [];
  if (results.length > 0) messages.push({ role: "tool", parts: results });
  // Where it stands among the turns says when it begins to hold.
  const place = role === "system" ? { role } : {};
  const extra = extraOf({ ...present(more), ...place });
  if (rest.length > 0 || results.length === 0)
    messages.push({ role, parts: rest, ...extra });
  else messages[0] = { role: "tool", parts: results, ...extra };
  return messages;
}

export function parseContent(
  content: string | readonly WireBlock[],
  at: string,
): readonly Part[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map((block, i) => parseBlock(block, `${at}[${i}]`));
}

function parseBlock(wire: WireBlock, at: string): Part {
  if (!knownBlockTypes.has(wire.type)) return foreignPart(wire);
  const block = checkWire(knownBlockSchema, wire, at);
  switch (block.type) {
    case "text": {
      const { type, text, ...rest } = block;
      return { type, text, ...extraOf(rest) };
    }
    case "image":
      return parseImage(block);
    case "tool_use": {
      const { type: _, id, name, input, ...rest } = block;
      const written = JSON.stringify(input);
      return {
        type: "tool-call",
        id,
        name,
        arguments: written,
        ...extraOf(rest),
      };
    }
    case "tool_result":
      return parseResult(block, at);
    case "thinking":
      return {
        type: "reasoning",
        text: block.thinking,
        details: [readThinking(block)],
      };
    case "redacted_thinking":
      return { type: "reasoning", text: "", details: [readThinking(block)] };
    default:
      return assertNever(block);
  }
}

function parseImage(block: ImageBlock): TextPart | ImagePart {
  const { type, source, ...rest } = block;
  const { type: kind, media_type, data, url, ...more } = source;
  const extra = extraOf({
    ...rest,
    ...(Object.keys(more).length > 0 ? { source: more } : {}),
  });
  if (kind === "base64" && media_type && data !== undefined)
    return {
      type,
      mediaType: media_type,
      source: { type: kind, data },
      ...extra,
    };
  if (kind === "url" && url !== undefined)
    return {
      type,
      mediaType: "image/*",
      source: { type: kind, url },
      ...extra,
    };
  return foreignPart(block);
}

function parseResult(block: ResultBlock, at: string): Part {
  const { type: _, tool_use_id, content, is_error, ...rest } = block;
  const parts = parseContent(content ?? [], `${at}.content`);
  const inner = parts.map((part, i) => {
    if (part.type === "text" || part.type === "image") return part;
    const block = typeof content === "string" ? undefined : content?.[i];
    return foreignPart(block ?? { type: part.type });
  });
  return {
    type: "tool-result",
    callId: tool_use_id,
    content: inner,
    ...defined({ isError: is_error ?? undefined }),
    ...extraOf(rest),
  };
}
