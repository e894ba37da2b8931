import type { Message, Part } from "#shared/chat/message.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import {
  estimateRequestTokens,
  estimateTextTokens,
} from "./estimate-tokens.ts";

/** A text without any white space that is longer is packed: a document, a picture, a recording. */
const longWord = 1_000;
/** Characters of Base64 for one token, of dense documents and of recordings. */
const ofDocument = 16;
const ofRecording = 64;

const recording = /audio|video/i;

/**
 * What a prompt may have at most, for what is reserved before it goes out: the usual estimate, and what
 * that passes over, since only its upstream reads it (documents, sound, fields that pass as they came).
 */
export function mostPromptTokens(request: ChatRequest): number {
  const known = counted.get(request);
  if (known !== undefined) return known;
  const tokens = countedAnew(request);
  counted.set(request, tokens);
  return tokens;
}

/** Several rules of a call ask for the same prompt. */
const counted = new WeakMap<ChatRequest, number>();

function countedAnew(request: ChatRequest): number {
  const { messages, extra, responseFormat } = request;
  let tokens = estimateRequestTokens(request) + unreadIn(messages);
  if (extra !== undefined) tokens += tokensIn(extra, ofDocument);
  if (responseFormat?.type === "json-schema")
    tokens += tokensIn(responseFormat.schema, ofDocument);
  return Math.ceil(tokens);
}

function unreadIn(messages: readonly Message[]): number {
  let tokens = 0;
  for (const { parts } of messages)
    for (const part of parts) tokens += unread(part);
  return tokens;
}

function unread(part: Part): number {
  if (part.type === "tool-result")
    return part.content.reduce((sum, it) => sum + unread(it), 0);
  if (part.type !== "text" || part.text !== "" || part.extra === undefined)
    return 0;
  return tokensIn(
    part.extra,
    isRecording(part.extra) ? ofRecording : ofDocument,
  );
}

/** By the two places where upstreams look for it. */
function isRecording({ type, inlineData, fileData }: Fields): boolean {
  if (typeof type === "string" && recording.test(type)) return true;
  const { mimeType } = (inlineData ?? fileData ?? {}) as Fields;
  return typeof mimeType === "string" && recording.test(mimeType);
}

type Fields = Readonly<Record<string, unknown>>;

/** All texts of a value, and the names that lead to them. */
function tokensIn(value: unknown, packed: number): number {
  if (typeof value === "string")
    return isPacked(value) ? value.length / packed : estimateTextTokens(value);
  if (typeof value !== "object" || value === null) return 1;
  let tokens = 1;
  if (Array.isArray(value))
    for (const inner of value) tokens += tokensIn(inner, packed);
  else
    for (const [name, inner] of Object.entries(value))
      tokens += estimateTextTokens(name) + tokensIn(inner, packed);
  return tokens;
}

function isPacked(text: string): boolean {
  return text.length > longWord && !/\s/.test(text);
}
