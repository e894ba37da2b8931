import type { Server } from "node:net";
import { AppError } from "#shared/errors/app-error.ts";
import { listen } from "../loopback/listen.ts";
import type { GatewayParts } from "./gateway-parts.ts";

/** Where IPv4's own loopback is listened on. */
const hostsWithTwin: ReadonlySet<string> = new Set(["127.0.0.1", "0.0.0.0"]);
const twinHost = "::1";

/**
 * Listens on IPv6's loopback as well, at the same port, so that a `localhost` that leads there first
 * finds the gateway, too. Where there is no such address, or its port is taken, the log says so.
 */
export async function listenBeside<Listener extends Server>(
  newServer: () => Listener,
  { host, port }: { readonly host: string; readonly port: number },
  parts: Promise<Pick<GatewayParts, "log">>,
): Promise<Listener | undefined> {
  if (!hostsWithTwin.has(host)) return undefined;
  const server = newServer();
  try {
    await listen(server, { host: twinHost, port });
    return server;
  } catch (error) {
    const { message } = AppError.from(error);
    parts.then(
      ({ log }) => log.info({ reason: message }, "No listening on ::1."),
      () => undefined,
    );
    return undefined;
  }
}
