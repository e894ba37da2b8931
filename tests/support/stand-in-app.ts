import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { createORPCClient } from "@orpc/client";
import { RPCLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import type { Contract } from "#shared/rpc/contract.ts";
import type { DesktopContract } from "#shared/rpc/desktop.ts";
import { portClosing, type PortKind } from "#shared/rpc/handshake.ts";

const standIn = fileURLToPath(
  new URL("./electron-stand-in.cjs", import.meta.url),
);
const entry = fileURLToPath(
  new URL("../../out/main/main.cjs", import.meta.url),
);

export interface Told {
  readonly event: string;
  readonly [fact: string]: unknown;
}

/** The built Electron entry in plain Node, with the `electron` module stood in for. */
export interface StandInApp extends AsyncDisposable {
  /** Waits for the first thing of this name that it told, now or later. */
  told(event: string): Promise<Told>;
  wish(name: string, facts?: object): void;
  readonly backend: ContractRouterClient<Contract>;
  readonly desktop: ContractRouterClient<DesktopContract>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<number | null>;
}

export function startStandIn(
  environment: Readonly<Record<string, string>>,
): StandInApp {
  const child = fork(entry, [], {
    execArgv: ["--require", standIn],
    serialization: "advanced",
    stdio: ["ignore", "inherit", "pipe", "ipc"],
    env: {
      ...process.env,
      MODELDOCKER_PASSPHRASE: "a passphrase for tests",
      MODELDOCKER_GATEWAY_PORT: "0",
      ...environment,
    },
  });
  const heard: Told[] = [];
  const listeners = new Set<(told: Told) => void>();
  child.on("message", (message) => {
    const told = message as Told;
    heard.push(told);
    for (const listen of listeners) listen(told);
  });
  const wish = (name: string, facts: object = {}) =>
    void child.send({ wish: name, ...facts });

  let lastPort = 0;
  const connect = (kind: PortKind): WebSocket => {
    lastPort += 1;
    const id = lastPort;
    const socket = Object.assign(new EventTarget(), {
      readyState: 1,
      send: (data: unknown) => wish("frame", { id, data }),
    });
    listeners.add((told) => {
      if (told["id"] !== id) return;
      const isClosed =
        told.event === "port-closed" ||
        (told.event === "frame" && told["data"] === portClosing);
      if (isClosed) socket.dispatchEvent(new Event("close"));
      else if (told.event === "frame")
        socket.dispatchEvent(
          new MessageEvent("message", { data: told["data"] }),
        );
    });
    wish("port", { id, kind });
    return socket as unknown as WebSocket;
  };
  const ended = once(child, "exit").then(([code]) => code as number | null);
  return {
    told: (event) => {
      const already = heard.find((told) => told.event === event);
      if (already) return Promise.resolve(already);
      return new Promise((resolve) => {
        listeners.add((told) => {
          if (told.event === event) resolve(told);
        });
      });
    },
    wish,
    get backend() {
      return createORPCClient<ContractRouterClient<Contract>>(
        new RPCLink({ websocket: connect("rpc") }),
      );
    },
    get desktop() {
      return createORPCClient<ContractRouterClient<DesktopContract>>(
        new RPCLink({ websocket: connect("desktop") }),
      );
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
