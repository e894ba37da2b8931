import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { defaultSettings } from "#shared/settings/schema.ts";
import { createArgon2Hasher } from "#main/adapters/argon2/secret-hasher.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import {
  startGatewayHost,
  type GatewayHostOptions,
} from "#main/hosts/gateway/gateway-host.ts";
import type { BackendOptions } from "#main/compose.ts";
import {
  optionsOf,
  settingsFixedByGateway,
} from "#main/services/gateway/gateway-options.ts";
import { issueKey, type KeyWish } from "#main/services/access/issue-key.ts";
import { createForkLauncher } from "#main/adapters/local/fork-launcher.ts";
import { openAuditLog } from "#main/adapters/sqlite/audit/open-audit-log.ts";
import {
  openStore,
  type OpenedStore,
} from "#main/adapters/sqlite/open-store.ts";
import { withData, type DataAccess } from "#main/cli/data/with-data.ts";
import type { AuditEvent } from "#shared/gateway/audit.ts";
import type { AuditLog } from "#main/ports/audit-log.ts";
import { startBackend } from "./backend.ts";

const clock = { now: Date.now };
const opening = {
  args: [],
  environment: {},
  launcher: createForkLauncher(),
  entryUrl: import.meta.url,
};

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
  const fixed = settingsFixedByGateway(config);
  const started = await startBackend({
    config,
    demo: options.demo ?? false,
    ...options.backend,
  });
  const host = await startGatewayHost({
    version: "1.2.3",
    maxBodyBytes: config.gateway.maxBodyBytes,
    ...optionsOf({ ...defaultSettings, ...fixed, gatewayPort: 0 }),
    parts: Promise.resolve(started.backend.gateway),
    ...options.host,
  });
  onTestFinished(() => host.close());
  return { ...started, host, address: host.address };
}

/** A key made beside a running gateway, as another process does it. */
export async function createKey(
  dataDir: string,
  wish: Partial<KeyWish> = {},
): Promise<{ readonly id: string; readonly token: string }> {
  return withStore(dataDir, async ({ access: store }) => {
    const { key, token } = await issueKey(
      {
        name: "test",
        scopes: ["chat", "embeddings", "models"],
        allow: [],
        deny: [],
        ...wish,
      },
      {
        store,
        randomBytes,
        clock,
        hasher: createArgon2Hasher(),
        newId: randomUUID,
      },
    );
    return { id: key.id, token };
  });
}

export async function revokeKey(dataDir: string, id: string): Promise<void> {
  const now = new Date().toISOString();
  await withStore(dataDir, async ({ access }) => access.revoke(id, now));
}

function withStore<Result>(
  dataDir: string,
  use: (store: OpenedStore) => Promise<Result>,
): Promise<Result> {
  return withData(dataDir, opening, async ({ store: path, key }) => {
    const store = openStore({ path, key, clock });
    try {
      return await use(store);
    } finally {
      store.close();
    }
  });
}

/** What the audit of a data directory holds now, oldest first. */
export async function readAudit(
  dataDir: string,
): Promise<readonly AuditEvent[]> {
  const read = () => withAudit(dataDir, (log) => [...log.readAll()]);
  for (let before = await read(); ;) {
    // Lines are written together, a moment after the replies.
    await sleep(80);
    const events = await read();
    if (events.length === before.length) return events;
    before = events;
  }
}

/** Works on the audit of a data directory beside its owner. */
export function withAudit<Result>(
  dataDir: string,
  use: (log: AuditLog) => Result,
): Promise<Result> {
  return withData(dataDir, opening, async ({ audit: path, key }) => {
    const log = openAuditLog({ path, key, clock });
    try {
      return use(log);
    } finally {
      log.close();
    }
  });
}

/** What opens the files of a data directory beside its owner. */
export function withDataKey<Result>(
  dataDir: string,
  use: (access: DataAccess) => Result,
): Promise<Result> {
  return withData(dataDir, opening, async (access) => use(access));
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
