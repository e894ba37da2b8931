import type { Message, Part } from "#shared/chat/message.ts";
import { invalidRequest } from "../check-wire.ts";
import { foreignPart } from "../foreign-part.ts";
import {
  extraOf,
  isObject,
  parseJson,
  present,
  type JsonObject,
} from "../json.ts";
import { ids } from "./call-ids.ts";
import { onText, readSignature } from "./signatures.ts";
import type { WireContent, WirePart } from "./wire-schema.ts";

/**
 * Contents to messages. Calls may come without ids; each gets one, and results find their call by name,
 * in order.
 */
export class ContentParser {
  /** Ids that calls got, by name, and how many of them have their result. */
  readonly #pending = new Map<string, { ids: string[]; met: number }>();
  #calls = 0;

  parse(content: WireContent, at: string): readonly Message[] {
    const parts = content.parts.flatMap((part, i) =>
      this.#part(part, `${at}.parts[${i}]`),
    );
    const { role, parts: _, ...more } = content;
    const extra = extraOf(present(more));
    if (role === "model") return [{ role: "assistant", parts, ...extra }];
    if (role === "system") return [{ role: "system", parts, ...extra }];
    const results = parts.filter((part) => part.type === "tool-result");
    const rest = parts.filter((part) => part.type !== "tool-result");
    const messages: Message[] = [];
    if (results.length > 0) messages.push({ role: "tool", parts: results });
    if (rest.length > 0 || results.length === 0)
      messages.push({ role: "user", parts: rest, ...extra });
    else messages[0] = { role: "tool", parts: results, ...extra };
    return messages;
  }

  #part(part: WirePart, at: string): readonly Part[] {
    const { thoughtSignature, functionCall, ...rest } = part;
    if (functionCall) return this.#call(functionCall, thoughtSignature, rest);
    if (part.functionResponse) return [this.#result(part)];
    if (typeof part.text === "string")
      return parseText(part.text, thoughtSignature, rest);
    const parsed = parseData(part, at);
    return thoughtSignature === undefined
      ? [parsed]
      : [...signed(thoughtSignature, onText), parsed];
  }

  #call(
    call: NonNullable<WirePart["functionCall"]>,
    signature: string | undefined,
    rest: JsonObject,
  ): readonly Part[] {
    const { id: given, name, args, ...others } = call;
    const id = given ?? ids.make("", this.#calls);
    this.#calls++;
    if (!given) this.#wait(name, id);
    return [
      ...(signature === undefined ? [] : signed(signature, id)),
      {
        type: "tool-call",
        id,
        name,
        arguments: JSON.stringify(args ?? {}),
        ...extraOf({ ...rest, ...inside("functionCall", others) }),
      },
    ];
  }

  #result(part: WirePart): Part {
    const { functionResponse, ...rest } = part;
    const { id, name = "", response, ...others } = functionResponse ?? {};
    return {
      type: "tool-result",
      callId: id ?? this.#takePending(name),
      name,
      content: [{ type: "text", text: resultText(response ?? {}) }],
      ...extraOf({ ...rest, ...inside("functionResponse", others) }),
    };
  }

  #wait(name: string, id: string): void {
    const waiting = this.#pending.get(name);
    if (waiting === undefined) this.#pending.set(name, { ids: [id], met: 0 });
    else waiting.ids.push(id);
  }

  #takePending(name: string): string {
    const waiting = this.#pending.get(name);
    const id = waiting?.ids[waiting.met++];
    return id ?? ids.make(name, this.#calls);
  }
}

/** What stands alone under `output` is the result; any other object is it as a whole. */
function resultText(response: JsonObject): string {
  const { output, ...rest } = response;
  const isPlain =
    typeof output === "string" &&
    Object.keys(rest).length === 0 &&
    !isObject(parseJson(output));
  return isPlain ? output : JSON.stringify(response);
}

function parseText(
  text: string,
  signature: string | undefined,
  rest: JsonObject,
): readonly Part[] {
  const { text: _, thought, ...extra } = rest;
  if (thought === true)
    return [
      {
        type: "reasoning",
        text,
        ...(signature === undefined
          ? {}
          : { details: [readSignature(signature)] }),
        ...extraOf(extra),
      },
    ];
  const before = signature === undefined ? [] : signed(signature, onText);
  const isBare = Object.keys(extra).length === 0;
  if (text === "" && before.length > 0 && isBare) return before;
  return [...before, { type: "text", text, ...extraOf(extra) }];
}

function signed(signature: string, id: string): readonly Part[] {
  return [
    { type: "reasoning", text: "", details: [readSignature(signature, id)] },
  ];
}

/** Images have a neutral form; sound, video and Google's own parts pass as they are. */
function parseData(part: WirePart, at: string): Part {
  const { inlineData, fileData, ...rest } = part;
  if (inlineData?.mimeType.startsWith("image/")) {
    const { mimeType, data, ...others } = inlineData;
    return {
      type: "image",
      mediaType: mimeType,
      source: { type: "base64", data },
      ...extraOf({ ...rest, ...inside("inlineData", others) }),
    };
  }
  if (fileData?.mimeType?.startsWith("image/")) {
    const { mimeType, fileUri, ...others } = fileData;
    return {
      type: "image",
      mediaType: mimeType,
      source: { type: "url", url: fileUri },
      ...extraOf({ ...rest, ...inside("fileData", others) }),
    };
  }
  const [kind] = Object.keys(part);
  if (kind === undefined) throw invalidRequest(at, "is empty");
  return foreignPart({ type: kind, ...part });
}

/** What a part's object says beyond the neutral fields, under the object's own name. */
function inside(name: string, others: JsonObject): JsonObject {
  return Object.keys(others).length === 0 ? {} : { [name]: others };
}
