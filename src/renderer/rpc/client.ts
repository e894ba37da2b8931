import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { create } from "zustand";
import { AppError } from "#shared/errors/app-error.ts";
import type { Contract } from "#shared/rpc/contract.ts";
import type { DesktopContract } from "#shared/rpc/desktop.ts";
import { openPortChannel } from "./port-channel.ts";
import {
  createReconnectingLink,
  type ConnectionStatus,
} from "./reconnecting-link.ts";
import { openSocketChannel, takeToken } from "./socket-channel.ts";

/** Electron's windows live on their own scheme; everything else is a browser's tab. */
const inDesktopWindow = location.protocol === "app:";

/** How the window stands with the backend; also a hook: `useConnection((state) => state.status)`. */
export const useConnection = create<{ readonly status: ConnectionStatus }>(
  () => ({ status: "connecting" }),
);

const token = inDesktopWindow ? "" : takeToken();

/** The backend, typed by the contract. Every failure is an AppError. */
export const client: ContractRouterClient<Contract> = createORPCClient(
  createReconnectingLink(
    () => (inDesktopWindow ? openPortChannel("rpc") : openSocketChannel(token)),
    (status) => useConnection.setState({ status }),
  ),
);

/** What only the desktop window offers; undefined in a browser. */
export const desktop: ContractRouterClient<DesktopContract> | undefined =
  inDesktopWindow
    ? createORPCClient(
        createReconnectingLink(
          () => openPortChannel("desktop"),
          () => undefined,
        ),
      )
    : undefined;

export interface SubscribeHandlers<Event> {
  /** Each time the stream stands, first and after every reconnection: the moment to read anew. */
  readonly onOpen?: () => void;
  readonly onEvent: (event: Event) => void;
  /** A failure other than a lost connection; the subscription is over. */
  readonly onError?: (error: AppError) => void;
}

/**
 * Follows a stream of the backend until the returned function is called, and opens it again when
 * the connection was lost and has come back.
 *
 * `subscribe((options) => client.app.changes(undefined, options), { onEvent })`
 */
export function subscribe<Event>(
  open: (options: { signal: AbortSignal }) => Promise<AsyncIterable<Event>>,
  handlers: SubscribeHandlers<Event>,
): () => void {
  const controller = new AbortController();
  const { signal } = controller;
  void follow(open, handlers, signal);
  return () => controller.abort();
}

async function follow<Event>(
  open: (options: { signal: AbortSignal }) => Promise<AsyncIterable<Event>>,
  handlers: SubscribeHandlers<Event>,
  signal: AbortSignal,
): Promise<void> {
  let error: AppError | undefined;
  do {
    error = await followOnce(open, handlers, signal);
  } while (error?.code === "interrupted" && !signal.aborted);
  if (error && !signal.aborted) handlers.onError?.(error);
}

/** Resolves with why the stream broke, or with nothing at its end. */
async function followOnce<Event>(
  open: (options: { signal: AbortSignal }) => Promise<AsyncIterable<Event>>,
  handlers: SubscribeHandlers<Event>,
  signal: AbortSignal,
): Promise<AppError | undefined> {
  try {
    const stream = await open({ signal });
    if (signal.aborted) return undefined;
    handlers.onOpen?.();
    for await (const event of stream) {
      if (signal.aborted) return undefined;
      handlers.onEvent(event);
    }
    return undefined;
  } catch (thrown) {
    return AppError.from(thrown);
  }
}
