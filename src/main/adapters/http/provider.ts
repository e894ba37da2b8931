import type { EncodedCall, OwnCall } from "#main/dialects/dialect.ts";
import { defined } from "#main/dialects/json.ts";
import type { OllamaQuirks } from "#main/dialects/ollama/quirks.ts";
import { OwnBody } from "#main/dialects/own-body.ts";
import { isHeldToOneCall } from "#main/dialects/single-call.ts";
import type { Timeouts } from "#main/domain/instances/timeouts.ts";
import type { LoadingOptions } from "#main/domain/instances/instance.ts";
import type {
  ChatEvent,
  ChatProvider,
  ProviderCall,
} from "#main/ports/chat-provider.ts";
import type { KeyValueStore } from "#main/ports/stores.ts";
import type { ChatRequest } from "#shared/chat/request.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { SideTongue } from "#shared/models/instance-settings.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import { kindOfBaseUrl } from "./address.ts";
import { asWhole } from "./as-whole.ts";
import { ContextSizes } from "./context-size.ts";
import { callOn, DialectChoice, type Way } from "./dialect-choice.ts";
import { isHiddenHere, withoutReasoning } from "./hidden-reasoning.ts";
import { rowOfKind, type KindRow } from "./kinds.ts";
import { factsOf, KnownFacts } from "./known-facts.ts";
import { ollamaDisk } from "./ollama-disk.ts";
import { replyBatches, wholeReply } from "./reply-events.ts";
import { countedTokens } from "./token-count.ts";
import { askVectors } from "./vectors.ts";
import {
  UpstreamClient,
  type UpstreamClientOptions,
} from "./upstream-client.ts";

export interface HttpChatProviderOptions extends UpstreamClientOptions {
  /** Beside those of the kind. */
  readonly quirks?: object | undefined;
  /** What only Ollama knows, asked for each call; nothing by default. */
  readonly loading?: (() => LoadingOptions) | undefined;
  /** What it speaks beside its kind's own dialect, where somebody said so. */
  readonly speaks?: readonly SideTongue[] | undefined;
  /** Where it keeps what it finds out about the upstream; nowhere by default. */
  readonly values?: KeyValueStore | undefined;
}

/** An upstream of any kind that is reached over HTTP. */
export function createHttpChatProvider(
  options: HttpChatProviderOptions,
): ChatProvider {
  const provider = new HttpChatProvider(options);
  const { embedding } = rowOfKind(options.kind, options.baseUrl);
  const embed = embedding && {
    embed: (...[request, signal]: Parameters<Embed>) =>
      askVectors({ client: provider.client, embedding }, request, signal),
  };
  const disk = options.kind === "ollama" && ollamaDisk(provider.client);
  return Object.assign(provider, embed, disk || {});
}

type Embed = NonNullable<ChatProvider["embed"]>;

class HttpChatProvider implements ChatProvider {
  readonly #options: HttpChatProviderOptions;
  readonly #row: KindRow;
  readonly #choice: DialectChoice;
  readonly client: UpstreamClient;
  readonly #contexts: ContextSizes;
  readonly #facts: KnownFacts;
  /** Unless a limit was set, the first byte of a whole reply may be its last. */
  readonly #wholeTimeouts: Pick<Timeouts, "firstByteMs">;

  constructor(options: HttpChatProviderOptions) {
    this.#options = options;
    this.#row = rowOfKind(options.kind, options.baseUrl);
    this.client = new UpstreamClient(options, this.#row);
    const { firstByteMs = this.client.timeouts.totalMs } =
      options.timeouts ?? {};
    this.#wholeTimeouts = { firstByteMs };
    const { values, instance, baseUrl, speaks: said } = options;
    const facts = new KnownFacts(values, instance, baseUrl);
    this.#facts = facts;
    const { client } = this;
    this.#choice = new DialectChoice({ client, row: this.#row, facts, said });
    this.#contexts = new ContextSizes((model) => facts.contextLength(model));
  }

  async *chat(
    call: ProviderCall,
    signal: AbortSignal,
  ): AsyncGenerator<ChatEvent> {
    const items = this.whole(call, signal);
    if (items !== undefined) {
      yield* await items;
      return;
    }
    try {
      yield { event: { type: "progress", phase: "connecting" } };
      const way = this.#choice.wayFor(call.request);
      const { dialect } = way;
      const told = this.#told(call, way, true);
      const reply = await this.client.open(
        { ...callOn(way, told), streams: true },
        signal,
      );
      const { client } = this;
      const isSingleCall = isHeldToOneCall(call.request, dialect);
      const source = { reply, dialect, client, isSingleCall };
      const isHidden = isHiddenHere(call.request, this.#row);
      for await (const items of replyBatches(source))
        yield* isHidden ? withoutReasoning(items) : items;
    } catch (error) {
      yield this.#failure(error);
    }
  }

  whole(
    call: ProviderCall,
    signal: AbortSignal,
  ): Promise<readonly ChatEvent[]> | undefined {
    if (call.whole !== true || isHiddenHere(call.request, this.#row))
      return undefined;
    const way = this.#choice.wayFor(call.request);
    return call.request.dialect === way.dialect.name
      ? this.#whole(call, way, signal)
      : undefined;
  }

  async listModels(signal: AbortSignal): Promise<readonly ModelDescriptor[]> {
    const { instance, baseUrl } = this.#options;
    const local = kindOfBaseUrl(baseUrl) === "loopback";
    try {
      const context = { instance, local };
      const models = await this.#row.list(this.client, context, signal);
      await this.#learn(models, signal);
      return models;
    } catch (error) {
      throw this.client.describe(AppError.from(error));
    }
  }

  async countTokens(
    request: ChatRequest,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    const asked = this.#choice.counting;
    if (asked === undefined) return undefined;
    const { dialect: counting, way } = asked;
    const encode = () => this.#encode(request, way);
    const call = { request, counting, encode, way };
    return countedTokens(this.client, call, signal);
  }

  counts(): boolean {
    return this.#choice.counting !== undefined;
  }

  retire(): void {
    this.client.retire();
  }

  dispose(): Promise<void> {
    this.client.dispose();
    return Promise.resolve();
  }

  /** Beside the list, so that no call has to wait for it. */
  async #learn(
    models: readonly ModelDescriptor[],
    signal: AbortSignal,
  ): Promise<void> {
    if (this.#row.dialect === "ollama") this.#facts.note(factsOf(models));
    await this.#choice.learn(signal);
  }

  /** A call as the upstream is told it: in its caller's own words where it takes them. */
  #told(
    { request, ownText }: ProviderCall,
    way: Way,
    streams: boolean,
  ): EncodedCall | OwnCall {
    const { dialect } = way;
    const body =
      ownText === undefined || request.dialect !== dialect.name
        ? undefined
        : OwnBody.read(ownText);
    const asked = body && { request, body, streams };
    const own = asked && dialect.ownCall?.(asked, this.#quirks(request, way));
    if (own !== undefined) return own;
    const encoded = this.#encode(request, way);
    return streams ? encoded : asWhole(encoded, dialect.name);
  }

  #encode(request: ChatRequest, way: Way): EncodedCall {
    return way.dialect.encode(request, this.#quirks(request, way));
  }

  #quirks(request: ChatRequest, { dialect }: Way): object {
    if (dialect.name !== this.#row.dialect) return {};
    return {
      ...this.#row.quirks(request.model),
      ...(dialect.name === "ollama" ? this.#loading(request) : {}),
      ...this.#options.quirks,
    };
  }

  #loading(request: ChatRequest): OllamaQuirks {
    const { contextSize, keepAlive } = this.#options.loading?.() ?? {};
    return {
      contextSize: this.#contexts.sizeFor(request, contextSize),
      ...defined({ keepAlive, thinks: this.#facts.thinks(request.model) }),
    };
  }

  #failure(error: unknown): ChatEvent {
    const json = this.client.describe(AppError.from(error)).toJSON();
    return { event: { type: "error", error: json } };
  }

  /** The events of a reply that is asked for in one piece. */
  #whole(
    call: ProviderCall,
    way: Way,
    signal: AbortSignal,
  ): Promise<readonly ChatEvent[]> {
    const { client } = this;
    const { dialect } = way;
    const failed = (error: unknown) => [this.#failure(error)];
    try {
      const told = this.#told(call, way, false);
      const timeouts = this.#wholeTimeouts;
      return client
        .open({ ...callOn(way, told), timeouts, isWhole: true }, signal)
        .then((reply) => wholeReply({ reply, dialect, client }))
        .catch(failed);
    } catch (error) {
      return Promise.resolve(failed(error));
    }
  }
}
