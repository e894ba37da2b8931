import type { Dialect, DialectName } from "#main/dialects/dialect.ts";
import { namedIn } from "#main/dialects/failure.ts";
import { dialects } from "#main/dialects/table.ts";
import { parseRounded } from "#main/dialects/json.ts";
import {
  defaultTimeouts,
  type Timeouts,
} from "#main/domain/instances/timeouts.ts";
import type { Clock } from "#main/ports/clock.ts";
import { AppError } from "#shared/errors/app-error.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import type { RemoteKind } from "#shared/models/instance.ts";
import { kindOfBaseUrl } from "./address.ts";
import {
  CallHeaders,
  type HeadedCall,
  type HeaderManners,
  type HeaderOptions,
} from "./call-headers.ts";
import type { HttpReply } from "./exchange.ts";
import {
  isHtml,
  readBeginning,
  retryAfterMs,
  titleOf,
  webPageError,
} from "./failed-reply.ts";
import { joinAddress } from "./join-address.ts";
import { redactError } from "./redact.ts";
import { Transport, type TransportOptions } from "./transport.ts";
import { readWhole } from "./whole-text.ts";

export interface UpstreamClientOptions extends TransportOptions, HeaderOptions {
  readonly instance: InstanceId;
  readonly kind: RemoteKind;
  /**
   * Absolute. With the version segment for `openrouter` and `openai`, with or without it for the
   * others, e.g. `https://openrouter.ai/api/v1`, `https://api.anthropic.com`.
   */
  readonly baseUrl: string;
  readonly clock: Pick<Clock, "now">;
}

/** How an upstream wants to be addressed. */
export interface UpstreamManners extends HeaderManners {
  readonly dialect: DialectName;
  /** End of a base address that the paths of this kind bring themselves. */
  readonly ownVersion?: RegExp;
}

/** One call: `body` makes it a POST by itself, `streams` says what is expected back. */
export interface UpstreamCall extends HeadedCall {
  readonly path: string;
  readonly method?: "DELETE";
  /** The dialect of its errors, where it is not the kind's own. */
  readonly dialect?: Dialect<object>;
  readonly ownVersion?: RegExp | undefined;
  /** Instead of the instance's. */
  readonly timeouts?: Partial<Timeouts>;
  /** The reply is asked for in one piece. */
  readonly isWhole?: boolean;
}

/** A shorter value is none, and hiding it would tear holes into words. */
const leastSecret = 6;

const mostAddresses = 100;

/** Calls to one upstream with its address, key and errors. */
export class UpstreamClient {
  readonly #options: UpstreamClientOptions;
  readonly #manners: UpstreamManners;
  readonly #transport: Transport;
  readonly #isForbidden: boolean;
  /** Whole addresses by what stands after the base. */
  readonly #addresses = new Map<string, string>();
  readonly #headers: CallHeaders;

  constructor(options: UpstreamClientOptions, manners: UpstreamManners) {
    this.#options = options;
    this.#manners = manners;
    this.#headers = new CallHeaders(options, manners);
    const whereabouts = kindOfBaseUrl(options.baseUrl);
    const isHere = whereabouts === "loopback";
    this.#isForbidden = whereabouts === "forbidden";
    this.#transport = new Transport({
      ...options,
      timeouts: { ...defaultTimeouts(isHere), ...options.timeouts },
    });
  }

  get baseUrl(): string {
    return this.#options.baseUrl;
  }

  get timeouts(): Transport["timeouts"] {
    return this.#transport.timeouts;
  }

  /** Throws AppError `secret-missing` where the place that should hold the key is empty. */
  get hasKey(): boolean {
    return Boolean(this.#options.apiKey());
  }

  retire(): void {
    this.#transport.retire();
  }

  dispose(): void {
    this.#transport.dispose();
  }

  getJson(
    path: string,
    signal: AbortSignal,
    ownVersion?: RegExp,
  ): Promise<unknown> {
    return this.askJson({ path, ownVersion }, signal);
  }

  postJson(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return this.askJson({ path, body }, signal);
  }

  /** The reply's head; a status other than 2xx is AppError. Throws, or rejects with, AppError. */
  open(call: UpstreamCall, signal: AbortSignal): Promise<HttpReply> {
    return this.send(call, signal).then((reply) =>
      reply.status >= 200 && reply.status < 300
        ? reply
        : this.#refuse(reply, call),
    );
  }

  async #refuse(reply: HttpReply, { dialect }: UpstreamCall): Promise<never> {
    throw await this.#failure(reply, dialect);
  }

  /** The reply's head, whatever its status. Throws, or rejects with, AppError. */
  send(call: UpstreamCall, signal: AbortSignal): Promise<HttpReply> {
    const { baseUrl } = this.#options;
    if (this.#isForbidden)
      throw new AppError("denied", {
        message: `${baseUrl} is not an address that can be called.`,
      });
    const url = this.#addressOf(call);
    const headers = this.#headers.of(call);
    const { timeouts, isWhole } = call;
    const body = textOf(call.body);
    const method = call.method ?? (body ? "POST" : "GET");
    return this.#transport.open(
      { url, headers, timeouts, isWhole, method, body },
      signal,
    );
  }

  #addressOf({ path, ownVersion = this.#manners.ownVersion }: UpstreamCall) {
    const name = `${ownVersion?.source ?? ""} ${path}`;
    const known = this.#addresses.get(name);
    if (known !== undefined) return known;
    const address = joinAddress(this.#options.baseUrl, path, ownVersion);
    if (this.#addresses.size >= mostAddresses) this.#addresses.clear();
    this.#addresses.set(name, address);
    return address;
  }

  /** Names the instance and takes out whatever looks like a key. */
  describe(error: AppError): AppError {
    const json = redactError(error, this.#secrets()).toJSON();
    // Our own word, even where somebody's key is the same one.
    const data = { ...json.data, instance: this.#options.instance };
    return new AppError(json.code, { ...json, data, cause: error.cause });
  }

  /** The reply's whole body. Throws AppError. */
  async askJson(call: UpstreamCall, signal: AbortSignal): Promise<unknown> {
    const reply = await this.open({ ...call, isWhole: true }, signal);
    const text = await readWhole(reply);
    if (isHtml(reply, text)) throw webPageError(reply, text);
    const body = parseRounded(text);
    if (body !== undefined) return body;
    throw new AppError("upstream-invalid", {
      message: "The upstream's answer is not JSON.",
      data: { upstreamMessage: text.slice(0, 200) },
    });
  }

  async #failure(
    reply: HttpReply,
    dialect: Dialect<object> = dialects[this.#manners.dialect],
  ): Promise<AppError> {
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
    const failure = dialect.readError({
      status,
      body: isPage ? titleOf(text) : (parseRounded(text) ?? text),
      ...(after === undefined ? {} : { retryAfterMs: after }),
    });
    return namedIn(failure, dialect.name);
  }

  /** The key, and the values of extra headers, which may be credentials as well. */
  #secrets(): readonly string[] {
    const values = Object.values(this.#options.headers ?? {});
    const long = values.filter((value) => value.length >= leastSecret);
    return [...long, this.#knownKey() ?? ""];
  }

  #knownKey(): string | undefined {
    try {
      return this.#options.apiKey();
    } catch {
      return undefined;
    }
  }
}

function textOf(body: UpstreamCall["body"]): string | undefined {
  return typeof body === "object" ? JSON.stringify(body) : body;
}
