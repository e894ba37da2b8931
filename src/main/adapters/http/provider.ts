import { readModelList } from "#main/dialects/openai-chat/models.ts";
import type { OpenAiChatQuirks } from "#main/dialects/openai-chat/quirks.ts";
import type { Dialect } from "#main/dialects/dialect.ts";
import { dialects } from "#main/dialects/table.ts";
import { parseJson } from "#main/dialects/json.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { StreamEvent } from "#shared/chat/stream-event.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import { kindOfBaseUrl } from "./address.ts";
import {
  isHtml,
  readBeginning,
  readWhole,
  retryAfterMs,
  titleOf,
  webPageError,
} from "./failed-reply.ts";
import { presetOfKind } from "./kinds.ts";
import { redactError } from "./redact.ts";
import { readFrames } from "./reply-frames.ts";
import type { HttpReply } from "./exchange.ts";
import { Transport, type TransportOptions } from "./transport.ts";

export interface HttpChatProviderOptions extends TransportOptions {
  readonly instance: InstanceId;
  readonly kind: "openrouter" | "openai";
  /** Absolute, with the version segment, e.g. `https://openrouter.ai/api/v1`. */
  readonly baseUrl: string;
  /** Asked for each call, so that a new key holds at once. May throw AppError `secret-missing`. */
  readonly apiKey: () => string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly quirks?: OpenAiChatQuirks | undefined;
  readonly clock: Pick<Clock, "now">;
}

const maxListBytes = 64 * 1024 * 1024;

/** An upstream that speaks `openai-chat` over HTTP. */
export function createHttpChatProvider(
  options: HttpChatProviderOptions,
): ChatProvider {
  return new HttpChatProvider(options);
}

class HttpChatProvider implements ChatProvider {
  readonly #options: HttpChatProviderOptions;
  readonly #transport: Transport;
  readonly #dialect: Dialect<object>;
  readonly #quirks: OpenAiChatQuirks;

  constructor(options: HttpChatProviderOptions) {
    this.#options = options;
    this.#transport = new Transport(options);
    const { dialect, quirks } = presetOfKind(options.kind, options.baseUrl);
    this.#dialect = dialects[dialect];
    this.#quirks = { ...quirks, ...options.quirks };
  }

  async *chat(
    call: ProviderCall,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent> {
    try {
      yield { event: { type: "progress", phase: "connecting" } };
      const { path, body } = this.#dialect.encode(call.request, this.#quirks);
      const reply = await this.#open(path, signal, body);
      yield* this.#events(reply);
    } catch (error) {
      const json = this.#describe(AppError.from(error)).toJSON();
      yield { event: { type: "error", error: json } };
    }
  }

  async listModels(signal: AbortSignal): Promise<readonly ModelDescriptor[]> {
    try {
      const [list] = await Promise.all([
        this.#getJson("/models", signal),
        this.#checkKey(signal),
      ]);
      const local = kindOfBaseUrl(this.#options.baseUrl) === "loopback";
      const { instance } = this.#options;
      const models = readModelList(list, { instance, local });
      if (models) return models;
      throw new AppError("upstream-invalid", {
        message: "The upstream's answer is not a list of models.",
      });
    } catch (error) {
      throw this.#describe(AppError.from(error));
    }
  }

  dispose(): Promise<void> {
    this.#transport.dispose();
    return Promise.resolve();
  }

  async *#events(reply: HttpReply): AsyncGenerator<ChatEvent> {
    const decoder = this.#dialect.createDecoder();
    const generation = reply.headers["x-generation-id"];
    const frames = readFrames(reply, {
      progressMs: this.#transport.timeouts.progressMs,
      isComplete: () => decoder.complete,
    });
    let ended = false;
    for await (const frame of frames) {
      const events = this.#named(decoder.decode(frame), generation);
      const wire = { dialect: this.#dialect.name, ...frame };
      const isDone = frame.data.trim() === "[DONE]";
      yield* withFrame(events, isDone ? undefined : wire);
      ended = isDone || events.some((event) => event.type === "error");
      if (ended) break;
    }
    if (!ended) yield* withFrame(this.#named(decoder.end()), undefined);
  }

  /** The reply's own id comes in a header too, and errors say whose they are. */
  #named(
    events: readonly StreamEvent[],
    generation?: string,
  ): readonly StreamEvent[] {
    return events.map((event) => {
      if (event.type === "start" && generation)
        return { ...event, id: generation };
      if (event.type !== "error") return event;
      const error = this.#describe(AppError.fromJSON(event.error)).toJSON();
      return { ...event, error };
    });
  }

  /** OpenRouter lists its models for anybody, so that a list proves nothing about the key. */
  async #checkKey(signal: AbortSignal): Promise<void> {
    if (this.#options.kind !== "openrouter" || !this.#options.apiKey()) return;
    try {
      await this.#getJson("/key", signal);
    } catch (error) {
      const { code } = AppError.from(error);
      if (code === "key-rejected" || code === "aborted") throw error;
    }
  }

  async #getJson(path: string, signal: AbortSignal): Promise<unknown> {
    const reply = await this.#open(path, signal);
    const text = await readWhole(reply, maxListBytes);
    if (isHtml(reply, text)) throw webPageError(reply, text);
    const body = parseJson(text);
    if (body !== undefined) return body;
    throw new AppError("upstream-invalid", {
      message: "The upstream's answer is not JSON.",
      data: { upstreamMessage: text.slice(0, 200) },
    });
  }

  async #open(
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<HttpReply> {
    const url = this.#options.baseUrl.replace(/\/+$/, "") + path;
    if (kindOfBaseUrl(url) === "forbidden")
      throw new AppError("denied", {
        message: `${this.#options.baseUrl} is not an address that can be called.`,
      });
    const headers = this.#headers(body !== undefined);
    const call = body
      ? ({ method: "POST", url, headers, body: JSON.stringify(body) } as const)
      : ({ method: "GET", url, headers } as const);
    const reply = await this.#transport.open(call, signal);
    if (reply.status >= 200 && reply.status < 300) return reply;
    throw await this.#failure(reply);
  }

  #headers(streams: boolean): Record<string, string> {
    const key = this.#options.apiKey();
    const { kind, baseUrl, headers } = this.#options;
    return {
      accept: streams ? "text/event-stream" : "application/json",
      "accept-encoding": streams ? "identity" : "gzip, deflate",
      ...(streams ? { "content-type": "application/json" } : {}),
      "user-agent": "ModelDocker",
      ...presetOfKind(kind, baseUrl).headers,
      ...headers,
      ...(key ? { authorization: `Bearer ${key}` } : {}),
    };
  }

  async #failure(reply: HttpReply): Promise<AppError> {
    const { status } = reply;
    const text = await readBeginning(reply);
    if (status < 400)
      return new AppError("upstream-invalid", {
        message: `The address redirects elsewhere (HTTP ${status}); redirects are not followed, so enter the final address.`,
        data: { status },
      });
    const isPage = isHtml(reply, text);
    if (isPage && [400, 404, 405].includes(status))
      return webPageError(reply, text);
    const after = retryAfterMs(reply.headers, this.#options.clock.now());
    return this.#dialect.readError({
      status,
      body: isPage ? titleOf(text) : (parseJson(text) ?? text),
      ...(after === undefined ? {} : { retryAfterMs: after }),
    });
  }

  /** Names the instance and takes out whatever looks like a key. */
  #describe(error: AppError): AppError {
    const data = { ...error.data, instance: this.#options.instance };
    const json = { ...error.toJSON(), data };
    return redactError(
      new AppError(error.code, { ...json, cause: error.cause }),
      this.#knownKey(),
    );
  }

  #knownKey(): string | undefined {
    try {
      return this.#options.apiKey();
    } catch {
      return undefined;
    }
  }
}

/** A frame rides on its first event; one that says nothing gets a `start` without fields to ride on. */
function* withFrame(
  events: readonly StreamEvent[],
  frame: ChatEvent["frame"],
): Generator<ChatEvent> {
  const [first, ...rest] = events;
  if (first) yield frame ? { event: first, frame } : { event: first };
  else if (frame) yield { event: { type: "start" }, frame };
  for (const event of rest) yield { event };
}
