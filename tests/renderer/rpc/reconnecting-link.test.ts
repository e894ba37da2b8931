import { setImmediate } from "node:timers/promises";
import { createORPCClient } from "@orpc/client";
import { os } from "@orpc/server";
import { RPCHandler } from "@orpc/server/ws";
import type { WebSocket as NodeSocket } from "ws";
import { expect, test } from "vitest";
import { AppError } from "#shared/errors/app-error.ts";
import { encodeError } from "#shared/rpc/error-codec.ts";
import { UnauthorizedError, type Channel } from "#renderer/rpc/channel.ts";
import {
  createReconnectingLink,
  type ConnectionStatus,
} from "#renderer/rpc/reconnecting-link.ts";

const router = {
  echo: os.handler(({ input }) => input),
  fail: os.handler(() => {
    throw encodeError(
      new AppError("out-of-credit", { data: { instance: "openrouter" } }),
    );
  }),
  silent: os.handler(() => new Promise(() => undefined)),
  count: os.handler(async function* () {
    yield 1;
    yield 2;
    await new Promise(() => undefined);
  }),
};

interface RouterClient {
  echo(input: string, options?: { signal: AbortSignal }): Promise<string>;
  fail(): Promise<never>;
  silent(): Promise<never>;
  count(): Promise<AsyncIterableIterator<number>>;
}

/** Two ends of a channel in memory; each side sees a socket. */
function channelPair(here = new MemoryChannel()): {
  client: Channel;
  serve: () => void;
} {
  const there = new MemoryChannel();
  here.peer = there;
  there.peer = here;
  return {
    client: here,
    serve: () =>
      void new RPCHandler(router).upgrade(there as unknown as NodeSocket),
  };
}

class MemoryChannel extends EventTarget {
  readyState: Channel["readyState"] = 1;
  peer: MemoryChannel | undefined;
  send(data: unknown): void {
    queueMicrotask(() =>
      this.peer?.dispatchEvent(new MessageEvent("message", { data })),
    );
  }
  close(): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new Event("close"));
    this.peer?.close();
  }
}

/** Is lost as a browser's socket is: promises go on between one listener and the next. */
class BrowserChannel extends MemoryChannel {
  readonly #listeners: EventListener[] = [];
  override addEventListener(
    type: string,
    listener: EventListener,
    options?: AddEventListenerOptions | boolean,
  ): void {
    if (type === "close") this.#listeners.push(listener);
    else super.addEventListener(type, listener, options);
  }
  async lose(): Promise<void> {
    this.readyState = 3;
    for (const listener of this.#listeners) {
      listener.call(this, new Event("close"));
      await setImmediate();
    }
  }
}

function start(opens: readonly (() => Channel | Promise<Channel>)[]) {
  const statuses: ConnectionStatus[] = [];
  let attempt = 0;
  const link = createReconnectingLink(
    async () => {
      const open = opens[Math.min(attempt, opens.length - 1)];
      attempt += 1;
      if (!open) throw new Error("never opens");
      return open();
    },
    (status) => statuses.push(status),
  );
  const client = createORPCClient(link as never) as unknown as RouterClient;
  return { client, statuses, attempts: () => attempt };
}

function served(): Channel {
  const { client, serve } = channelPair();
  serve();
  return client;
}

test("calls made before the connection stands wait for it", async () => {
  const opening = Promise.withResolvers<Channel>();
  const { client, statuses } = start([() => opening.promise]);
  const answer = client.echo("early");
  expect(statuses).toEqual(["connecting"]);
  opening.resolve(served());
  expect(await answer).toBe("early");
  expect(statuses).toEqual(["connecting", "connected"]);
});

test("a failure of the backend arrives as the AppError it was", async () => {
  const { client } = start([served]);
  await expect(client.fail()).rejects.toMatchObject({
    name: "AppError",
    code: "out-of-credit",
    data: { instance: "openrouter" },
  });
});

test("a connection that is lost fails its calls and streams, and comes back", async () => {
  const first = served();
  const { client, statuses } = start([() => first, served]);
  const stream = await client.count();
  expect(await stream.next()).toMatchObject({ value: 1 });
  expect(await stream.next()).toMatchObject({ value: 2 });
  const pending = client.silent();
  await Promise.resolve();
  first.close();
  const lost = { code: "interrupted", retryable: true };
  await expect(pending).rejects.toMatchObject(lost);
  await expect(stream.next()).rejects.toMatchObject(lost);
  expect(await client.echo("back")).toBe("back");
  expect(statuses).toEqual([
    "connecting",
    "connected",
    "reconnecting",
    "connected",
  ]);
});

test("what the loss of a browser's socket fails is interrupted, not a failure inside", async () => {
  const socket = new BrowserChannel();
  channelPair(socket).serve();
  const { client } = start([() => socket, served]);
  const stream = await client.count();
  expect(await stream.next()).toMatchObject({ value: 1 });
  expect(await stream.next()).toMatchObject({ value: 2 });
  const next = stream.next();
  const failures = Promise.allSettled([next, client.silent()]);
  await setImmediate();
  await socket.lose();
  const lost = { status: "rejected", reason: { code: "interrupted" } };
  expect(await failures).toMatchObject([lost, lost]);
});

test("opening is tried again until it works", async () => {
  const refuse = () => Promise.reject(new Error("not yet"));
  const { client, attempts } = start([refuse, refuse, served]);
  expect(await client.echo("patience")).toBe("patience");
  expect(attempts()).toBe(3);
});

test("a refused token ends it: no further attempt, one code", async () => {
  const { client, statuses, attempts } = start([
    () => Promise.reject(new UnauthorizedError()),
  ]);
  await expect(client.echo("anyone")).rejects.toMatchObject({ code: "denied" });
  expect(statuses).toEqual(["connecting", "unauthorized"]);
  expect(attempts()).toBe(1);
});

test("an aborted call is told so, connected or not", async () => {
  const { client } = start([() => new Promise<Channel>(() => undefined)]);
  const controller = new AbortController();
  const call = client.echo("never", { signal: controller.signal });
  controller.abort();
  await expect(call).rejects.toMatchObject({ code: "aborted" });
});
