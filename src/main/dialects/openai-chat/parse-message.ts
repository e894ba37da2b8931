import { append } from "#shared/collections/append.ts";
import type {
  ImagePart,
  Message,
  Part,
  TextPart,
  ToolCallPart,
} from "#shared/chat/message.ts";
import { invalidRequest } from "../check-wire.ts";
import { readDataUrl } from "../data-url.ts";
import { foreignPart } from "../foreign-part.ts";
import { defined, extraOf, present } from "../json.ts";
import type { WireMessage, WirePart, WireToolCall } from "./wire-schema.ts";

/** One wire message; `at` names it in errors, e.g. `messages[2]`. */
export function parseMessage(wire: WireMessage, at: string): Message {
  switch (wire.role) {
    case "assistant":
      return parseAssistant(wire, at);
    case "tool":
    case "function":
      return parseToolResult(wire, at);
    default:
      return parseTurn(wire, at);
  }
}

/** `developer` is a system message that remembers its own name. */
function parseTurn(wire: WireMessage, at: string): Message {
  const { role, content, name, ...rest } = wire;
  if (content === undefined || content === null)
    throw invalidRequest(`${at}.content`, "is missing");
  const message: Message = {
    role: role === "user" ? "user" : "system",
    parts: parseContent(content, `${at}.content`),
  };
  if (typeof name === "string") message.name = name;
  const extra = present(rest);
  if (role === "developer") extra.role = role;
  if (Object.keys(extra).length > 0) message.extra = extra;
  return message;
}

function parseAssistant(wire: WireMessage, at: string): Message {
  const { role: _, content, name, tool_calls, images, ...others } = wire;
  const { reasoning, reasoning_content, reasoning_details, ...rest } = others;
  const parts: Part[] = [];
  const thought = reasoning ?? reasoning_content ?? "";
  if (thought !== "" || reasoning_details?.length)
    parts.push({
      type: "reasoning",
      text: thought,
      ...(reasoning_details?.length ? { details: reasoning_details } : {}),
    });
  if (content !== undefined && content !== null)
    append(parts, parseContent(content, `${at}.content`));
  images?.forEach((image, i) =>
    parts.push(parsePart(image, `${at}.images[${i}]`)),
  );
  tool_calls?.forEach((call, i) =>
    parts.push(parseToolCall(call, `${at}.tool_calls[${i}]`)),
  );
  return {
    role: "assistant",
    parts,
    ...defined({ name: name ?? undefined }),
    ...extraOf(present(rest)),
  };
}

function parseToolResult(wire: WireMessage, at: string): Message {
  const { role, content, name, tool_call_id, ...rest } = wire;
  const isFunction = role === "function";
  const callId = isFunction ? name : tool_call_id;
  if (!callId)
    throw invalidRequest(
      `${at}.${isFunction ? "name" : "tool_call_id"}`,
      "is missing",
    );
  const parts = parseContent(content ?? "", `${at}.content`);
  return {
    role: "tool",
    parts: [
      {
        type: "tool-result",
        callId,
        ...defined({ name: name ?? undefined }),
        content: parts,
      },
    ],
    ...extraOf(isFunction ? { ...present(rest), role } : present(rest)),
  };
}

function parseToolCall(wire: WireToolCall, at: string): ToolCallPart {
  const { id, function: called, ...rest } = wire;
  if (!called) {
    if ((rest.type ?? "function") === "function")
      throw invalidRequest(`${at}.function`, "is missing");
    return {
      type: "tool-call",
      id,
      name: "",
      arguments: "",
      extra: present(rest),
    };
  }
  const { name, arguments: text, ...inner } = called;
  const { type: _, ...outer } = present(rest);
  return {
    type: "tool-call",
    id,
    name,
    arguments: text,
    ...extraOf({
      ...outer,
      ...(Object.keys(inner).length > 0 ? { function: inner } : {}),
    }),
  };
}

function parseContent(
  content: string | readonly WirePart[],
  at: string,
): (TextPart | ImagePart)[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return content.map((part, i) => parsePart(part, `${at}[${i}]`));
}

function parsePart(part: WirePart, at: string): TextPart | ImagePart {
  const { type, text, image_url, ...rest } = part;
  if (type === "text") {
    if (typeof text !== "string")
      throw invalidRequest(`${at}.text`, "is missing");
    return { type: "text", text, ...extraOf(rest) };
  }
  if (type !== "image_url") return foreignPart(part);
  if (!image_url) throw invalidRequest(`${at}.image_url`, "is missing");
  const { url, ...inner } = image_url;
  const inline = readDataUrl(url);
  return {
    type: "image",
    mediaType: inline?.mediaType ?? "image/*",
    source: inline
      ? { type: "base64", data: inline.data }
      : { type: "url", url },
    ...extraOf({
      ...rest,
      ...(Object.keys(inner).length > 0 ? { image_url: inner } : {}),
    }),
  };
}
