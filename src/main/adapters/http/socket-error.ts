import { AppError } from "#shared/errors/app-error.ts";

/** Codes of Node and undici that mean: no connection came to be. */
const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name cannot be resolved right now",
  EHOSTUNREACH: "there is no way to the host",
  ENETUNREACH: "there is no network",
  ETIMEDOUT: "it does not answer",
  UND_ERR_ABORTED: "the proxy refused the connection",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  EPROTO: "it does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "it does not speak TLS",
};

export interface SocketFailure {
  readonly host: string;
  /** Whether the connection stood before it failed. */
  readonly connected: boolean;
  /** Whether bytes of a reply had come. */
  readonly replying: boolean;
  /** Whether the far end had closed the connection before the call: it never saw it. */
  readonly stale: boolean;
}

/** A failure below HTTP as AppError. */
export function socketError(error: unknown, where: SocketFailure): AppError {
  const known = findAppError(error);
  if (known) return known;
  const code = codeOf(error);
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/.test(code);
  if (!where.connected)
    return new AppError("upstream-unreachable", {
      message: `${where.host} cannot be reached: ${
        certificate
          ? "its certificate is not trusted"
          : (unreachable[code] ?? "the connection failed")
      }.`,
      retryable: !certificate,
      data: { host: where.host, reason: code },
      cause: error,
    });
  if (where.replying)
    return new AppError("stream-interrupted", {
      message: `${where.host} closed the connection in the middle of its reply.`,
      data: { host: where.host, reason: code },
      cause: error,
    });
  return new AppError("upstream-failed", {
    message: `${where.host} closed the connection without an answer.`,
    retryable: where.stale,
    data: { host: where.host, reason: code },
    cause: error,
  });
}

function findAppError(error: unknown): AppError | undefined {
  for (const one of causes(error)) if (one instanceof AppError) return one;
  return undefined;
}

function codeOf(error: unknown): string {
  for (const one of causes(error))
    if (one instanceof Error && "code" in one && typeof one.code === "string")
      return one.code;
  return "";
}

/** An error, what caused it, and the several failures of one that tried many addresses. */
function* causes(error: unknown): Generator<unknown> {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current !== undefined; depth++) {
    yield current;
    if (current instanceof AggregateError) yield* current.errors;
    current = current instanceof Error ? current.cause : undefined;
  }
}
