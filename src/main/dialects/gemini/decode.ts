import type { StreamEvent } from "#shared/chat/stream-event.ts";
import type { Usage } from "#shared/chat/usage.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { Decoder, DialectFrame } from "../dialect.ts";
import { upstreamError } from "../failure.ts";
import {
  arrayOf,
  defined,
  filledString,
  isObject,
  objectOf,
  jsonOf,
  stringOf,
  type JsonObject,
} from "../json.ts";
import { callArguments } from "../call-arguments.ts";
import { ids } from "./call-ids.ts";
import { readError } from "./errors.ts";
import { readFinish } from "./finish.ts";
import { onText, readSignature } from "./signatures.ts";
import { readUsage } from "./usage.ts";

type Events = readonly StreamEvent[];

export function createDecoder(replyName = () => ""): Decoder {
  return new GeminiDecoder(replyName);
}

/** Chunks, or one whole reply, to events. There is no end mark: the body's end after a reason is the end. */
class GeminiDecoder implements Decoder {
  readonly #replyName: () => string;
  #started = false;
  #ended = false;
  #calls = 0;
  #reason: string | undefined;
  #message: string | undefined;
  #usage: Usage | undefined;

  constructor(replyName: () => string) {
    this.#replyName = replyName;
  }

  get complete(): boolean {
    return this.#ended || this.#reason !== undefined;
  }

  decode(frame: DialectFrame): Events {
    if (this.#ended || frame.data === "") return [];
    const body = jsonOf(frame);
    if (Array.isArray(body)) return body.flatMap((one) => this.#chunk(one));
    return this.#chunk(body);
  }

  end(): Events {
    if (this.#ended) return [];
    this.#ended = true;
    if (this.#reason === undefined)
      return this.#fail(
        new AppError("stream-interrupted", {
          message: "The upstream's stream broke off before its end.",
        }),
      );
    const native = this.#reason;
    const reason = readFinish(native, this.#calls > 0);
    if (reason === "error")
      return this.#fail(
        upstreamError({
          code: "upstream-failed",
          upstreamMessage: this.#message ?? native,
        }),
      );
    return [{ type: "finish", reason, native }, ...this.#usageEvent()];
  }

  #chunk(body: unknown): Events {
    if (!isObject(body))
      return this.#fail(
        new AppError("upstream-invalid", {
          message: "The upstream sent a piece that is not JSON.",
        }),
      );
    if (isObject(body.error)) return this.#fail(readError({ body }));
    this.#usage = readUsage(body.usageMetadata) ?? this.#usage;
    const blocked = objectOf(body.promptFeedback)?.blockReason;
    if (typeof blocked === "string")
      return this.#fail(
        upstreamError({ code: "content-filtered", upstreamMessage: blocked }),
      );
    const candidate =
      arrayOf(body.candidates)
        .filter(isObject)
        .find((one) => (one.index ?? 0) === 0) ?? {};
    const parts = arrayOf(objectOf(candidate.content)?.parts).filter(isObject);
    const events = [
      ...this.#start(body),
      ...parts.flatMap((part) => this.#part(part)),
    ];
    this.#reason ??= filledString(candidate.finishReason);
    this.#message ??= filledString(candidate.finishMessage);
    return events;
  }

  #start(body: JsonObject): Events {
    if (this.#started) return [];
    this.#started = true;
    const id = filledString(body.responseId);
    const model = filledString(body.modelVersion);
    return [{ type: "start", ...defined({ id, model }) }];
  }

  #part(part: JsonObject): Events {
    const signature = filledString(part.thoughtSignature);
    const call = objectOf(part.functionCall);
    if (call) return this.#call(call, signature);
    const text = stringOf(part.text);
    if (part.thought === true) {
      const details = signature ? { details: [readSignature(signature)] } : {};
      return [{ type: "reasoning-delta", text: text ?? "", ...details }];
    }
    const before = signature ? [signed(signature, onText)] : [];
    if (text) return [...before, { type: "text-delta", text }];
    return [...before, ...readData(part)];
  }

  #call(call: JsonObject, signature: string | undefined): Events {
    const index = this.#calls++;
    const id = filledString(call.id) ?? ids.make(this.#replyName(), index);
    const name = filledString(call.name) ?? "";
    const text = JSON.stringify(objectOf(call.args) ?? callArguments(""));
    return [
      ...(signature ? [signed(signature, id)] : []),
      { type: "tool-call-start", index, id, name },
      { type: "tool-call-delta", index, arguments: text },
    ];
  }

  #usageEvent(): Events {
    return this.#usage ? [{ type: "usage", usage: this.#usage }] : [];
  }

  #fail(error: AppError): Events {
    this.#ended = true;
    return [...this.#usageEvent(), { type: "error", error: error.toJSON() }];
  }
}

function signed(signature: string, id: string): StreamEvent {
  const details = [readSignature(signature, id)];
  return { type: "reasoning-delta", text: "", details };
}

/** Generated images; the code that a server ran stands as text. */
function readData(part: JsonObject): Events {
  const inline = objectOf(part.inlineData);
  const mediaType = filledString(inline?.mimeType);
  const data = filledString(inline?.data);
  if (mediaType?.startsWith("image/") && data)
    return [{ type: "image", mediaType, data }];
  const code = filledString(objectOf(part.executableCode)?.code);
  const output = filledString(objectOf(part.codeExecutionResult)?.output);
  const shown = code ?? output;
  return shown === undefined
    ? []
    : [{ type: "text-delta", text: `\n\`\`\`\n${shown}\n\`\`\`\n` }];
}
