type Headers = Readonly<Record<string, string>>;

export interface HeaderOptions {
  /** Asked for each call, so that a new key holds at once. May throw AppError `secret-missing`. */
  readonly apiKey: () => string | undefined;
  readonly headers?: Headers | undefined;
}

/** What an upstream wants to be told with each call. */
export interface HeaderManners {
  readonly headers: Headers;
  readonly keyHeaders: (key: string) => Headers;
}

/** What of a call shows in its headers. */
export interface HeadedCall {
  /** A text is one that is written already. */
  readonly body?: object | string;
  readonly streams?: boolean;
  readonly headers?: Headers;
}

interface Made {
  readonly key: string | undefined;
  readonly hasBody: boolean;
  readonly streams: boolean;
  readonly own: Headers | undefined;
  readonly headers: Headers;
}

/** The headers of an upstream's calls. Those of the latest are kept, as a busy one is asked in the same way again and again. */
export class CallHeaders {
  readonly #options: HeaderOptions;
  readonly #manners: HeaderManners;
  #latest: Made | undefined;

  constructor(options: HeaderOptions, manners: HeaderManners) {
    this.#options = options;
    this.#manners = manners;
  }

  /** With the key as it is now. May throw AppError `secret-missing`. */
  of({ body, streams = false, headers: own }: HeadedCall): Headers {
    const key = this.#options.apiKey();
    const hasBody = body !== undefined;
    const latest = this.#latest;
    const isAsLast =
      latest?.key === key &&
      latest?.hasBody === hasBody &&
      latest.streams === streams &&
      (latest.own === own || isSame(latest.own, own));
    if (isAsLast) return latest.headers;
    const headers = {
      accept: streams ? "text/event-stream" : "application/json",
      "accept-encoding": streams ? "identity" : "gzip, deflate",
      ...(hasBody ? { "content-type": "application/json" } : {}),
      "user-agent": "ModelDocker",
      ...this.#manners.headers,
      ...own,
      ...withBetas(this.#options.headers, own),
      ...(key ? this.#manners.keyHeaders(key) : {}),
    };
    this.#latest = { key, hasBody, streams, own, headers };
    return headers;
  }
}

const betaName = "anthropic-beta";

/** Features that the call names do not undo those that the instance is set to. */
function withBetas(set: Headers = {}, { [betaName]: named }: Headers = {}) {
  if (named === undefined) return set;
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) =>
      name.toLowerCase() === betaName
        ? [betaName, `${named},${value}`]
        : [name, value],
    ),
  );
}

function isSame(one: Headers = {}, other: Headers = {}): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => one[name] === other[name])
  );
}
