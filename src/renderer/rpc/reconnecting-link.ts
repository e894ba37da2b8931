import type { ClientLink, ClientOptions } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import { AppError } from "#shared/errors/app-error.ts";
import { decodeError } from "#shared/rpc/error-codec.ts";
import {
  UnauthorizedError,
  type Channel,
  type OpenChannel,
} from "./channel.ts";

export type ConnectionStatus =
  /** The first connection is being made. */
  | "connecting"
  | "connected"
  /** It was lost and is tried again and again. Calls wait for it. */
  | "reconnecting"
  /** The address carries no token, or that of a program that has ended. Nothing is tried again. */
  | "unauthorized";

type Context = Record<never, never>;

const firstDelayMs = 200;
const longestDelayMs = 5_000;

interface Connection {
  readonly link: RPCLink<Context>;
  readonly isLost: () => boolean;
}

/**
 * A link that outlives its channel: calls made without one wait for the next, calls under way when
 * it is lost fail with `interrupted`. All failures come out as AppError.
 */
export function createReconnectingLink(
  open: OpenChannel,
  onStatus: (status: ConnectionStatus) => void,
): ClientLink<Context> {
  let connection = connect("connecting");

  function connect(status: "connecting" | "reconnecting"): Promise<Connection> {
    onStatus(status);
    const opening = openPatiently(open).then((channel) => {
      let lost = false;
      // Before the link's own listener: calls that it fails then are known to be interrupted.
      channel.addEventListener("close", () => {
        lost = true;
        connection = connect("reconnecting");
      });
      const opened: Connection = {
        link: new RPCLink<Context>({ websocket: channel }),
        isLost: () => lost,
      };
      onStatus("connected");
      return opened;
    });
    opening.catch(() => onStatus("unauthorized"));
    return opening;
  }

  return {
    async call(path, input, options) {
      const current = await waitFor(connection, options.signal);
      const failed = (error: unknown): AppError =>
        translate(error, current, options);
      try {
        const output = await current.link.call(path, input, options);
        return isStream(output) ? translatedStream(output, failed) : output;
      } catch (error) {
        throw failed(error);
      }
    },
  };
}

/** Tries until it opens; only a refused token ends it. */
async function openPatiently(open: OpenChannel): Promise<Channel> {
  for (
    let delay = firstDelayMs;
    ;
    delay = Math.min(delay * 2, longestDelayMs)
  ) {
    try {
      return await open();
    } catch (error) {
      if (error instanceof UnauthorizedError) {
        throw new AppError("denied", {
          message: "This page's address is no longer valid. Open the new one.",
          cause: error,
        });
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

function waitFor(
  connection: Promise<Connection>,
  signal: AbortSignal | undefined,
): Promise<Connection> {
  if (!signal) return connection;
  return new Promise((resolve, reject) => {
    const abort = () => reject(new AppError("aborted"));
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    connection
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}

function translate(
  error: unknown,
  connection: Connection,
  options: ClientOptions<Context>,
): AppError {
  if (options.signal?.aborted) return new AppError("aborted", { cause: error });
  if (connection.isLost()) {
    return new AppError("interrupted", {
      message: "The connection to ModelDocker was lost.",
      retryable: true,
      cause: error,
    });
  }
  return decodeError(error);
}

function isStream(value: unknown): value is AsyncIterableIterator<unknown> {
  return value instanceof Object && Symbol.asyncIterator in value;
}

function translatedStream(
  stream: AsyncIterableIterator<unknown>,
  failed: (error: unknown) => AppError,
): AsyncIterableIterator<unknown> {
  return {
    next: () =>
      stream.next().catch((error: unknown) => {
        throw failed(error);
      }),
    return: async (value?: unknown) => {
      await stream.return?.(value);
      return { done: true, value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
