import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { createArgon2Hasher } from "#main/adapters/argon2/secret-hasher.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import {
  startGatewayHost,
  type GatewayHostOptions,
} from "#main/hosts/gateway/gateway-host.ts";
import type { BackendOptions } from "#main/compose.ts";
import { issueKey, type KeyWish } from "#main/services/access/issue-key.ts";
import type { OpenedStore } from "#main/adapters/sqlite/open-store.ts";
import { startBackend } from "./backend.ts";

/** The real gateway before the real backend, on a port of its own, and what was written to its audit. */
export async function startGateway(
  options: {
    readonly config?: unknown;
    readonly demo?: boolean;
    readonly host?: Partial<GatewayHostOptions>;
    readonly backend?: Partial<BackendOptions>;
  } = {},
) {
  const config = parseConfig(options.config ?? {});
  const started = await startBackend({
    config,
    demo: options.demo ?? false,
    ...options.backend,
  });
  const host = await startGatewayHost({
    host: "127.0.0.1",
    port: 0,
    version: "1.2.3",
    ...config.gateway,
    parts: Promise.resolve(started.backend.gateway),
    ...options.host,
  });
  onTestFinished(() => host.close());
  return { ...started, host, address: host.address };
}

/** A key made in the store of a running gateway, as the command line does it. */
export async function createKey(
  store: Pick<OpenedStore, "access">,
  wish: Partial<KeyWish> = {},
): Promise<{ readonly id: string; readonly token: string }> {
  const { key, token } = await issueKey(
    { name: "test", scopes: ["chat", "models"], allow: [], deny: [], ...wish },
    {
      store: store.access,
      hasher: createArgon2Hasher(),
      randomBytes,
      newId: randomUUID,
      clock: { now: Date.now },
    },
  );
  return { id: key.id, token };
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON unless it is a text. */
  readonly body?: unknown;
}

/** One request whose Host and Origin can be anything, unlike those of `fetch`. */
export async function ask(url: string, asked: Asked = {}) {
  const {
    body,
    headers = {},
    method = body === undefined ? "GET" : "POST",
  } = asked;
  const request = httpRequest(url, {
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
  });
  request.end(typeof body === "string" ? body : JSON.stringify(body));
  const [response] = (await once(request, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
  const isJson = response.headers["content-type"]?.includes("json");
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text,
    json: (isJson && text !== "" ? JSON.parse(text) : undefined) as unknown,
  };
}
