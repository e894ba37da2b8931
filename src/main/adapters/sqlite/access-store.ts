import { AppError } from "#shared/errors/app-error.ts";
import type { KeyScope } from "#shared/gateway/key.ts";
import type { AccessStore, GatewayKey } from "#main/ports/access-store.ts";
import { durably, type Connection } from "./connection.ts";
import { withoutNulls } from "./message-rows.ts";

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly scopes: string;
  readonly allow: string;
  readonly deny: string;
  readonly requestsPerMinute: number | null;
  readonly tokensPerDay: number | null;
  readonly nanoUsdPerMonth: number | null;
  readonly cacheMode: GatewayKey["cacheMode"] | null;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

const selectKeys = `
  SELECT id, name, prefix, hash, scopes, allow, deny,
    requests_per_minute AS requestsPerMinute, tokens_per_day AS tokensPerDay,
    nano_usd_per_month AS nanoUsdPerMonth, cache_mode AS cacheMode, created_at AS createdAt,
    expires_at AS expiresAt, revoked_at AS revokedAt, last_used_at AS lastUsedAt
  FROM gateway_keys`;

/** How long a change that another program made may go unnoticed. */
const foreignChangeMs = 50;

export function createAccessStore(connection: Connection): AccessStore {
  const statements = {
    list: connection.prepare<[], KeyRow>(`${selectKeys} ORDER BY rowid`),
    one: connection.prepare<[string], KeyRow>(`${selectKeys} WHERE id = ?`),
    byPrefix: connection.prepare<[string], KeyRow>(
      `${selectKeys} WHERE prefix = ?`,
    ),
    insert: connection.prepare<[KeyRow]>(`
      INSERT INTO gateway_keys (id, name, prefix, hash, scopes, allow, deny, requests_per_minute,
        tokens_per_day, nano_usd_per_month, cache_mode, created_at, expires_at, revoked_at, last_used_at)
      VALUES (@id, @name, @prefix, @hash, @scopes, @allow, @deny, @requestsPerMinute,
        @tokensPerDay, @nanoUsdPerMonth, @cacheMode, @createdAt, @expiresAt, @revokedAt, @lastUsedAt)`),
    update: connection.prepare<[KeyRow]>(`
      UPDATE gateway_keys SET name = @name, scopes = @scopes, allow = @allow, deny = @deny,
        requests_per_minute = @requestsPerMinute, tokens_per_day = @tokensPerDay,
        nano_usd_per_month = @nanoUsdPerMonth, cache_mode = @cacheMode, expires_at = @expiresAt
      WHERE id = @id`),
    revoke: connection.prepare<[string, string]>(
      "UPDATE gateway_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
    ),
    noteUse: connection.prepare<[string, string]>(
      "UPDATE gateway_keys SET last_used_at = ? WHERE id = ?",
    ),
    revision: connection
      .prepare<[], number>("SELECT number FROM gateway_revision")
      .pluck(),
  };
  const revision = readNowAndThen(() => statements.revision.get() ?? 0);
  /** What this program changes holds at once. */
  function change<Result>(write: () => Result): Result {
    revision.forget();
    return durably(connection, write);
  }
  return {
    list: () => statements.list.all().map(gatewayKey),
    insert: (key, hash) =>
      void change(() => statements.insert.run(keyRow(key, hash))),
    revoke(id, revokedAt) {
      change(() => statements.revoke.run(revokedAt, id));
      const row = statements.one.get(id);
      if (row === undefined) throw unknownKey(id);
      return gatewayKey(row);
    },
    update(key) {
      const changed = change(() => statements.update.run(keyRow(key, "")));
      if (changed.changes === 0) throw unknownKey(key.id);
    },
    findByPrefix: (prefix) =>
      statements.byPrefix
        .all(prefix)
        .map((row) => ({ key: gatewayKey(row), hash: row.hash })),
    noteUse: (id, usedAt) => void statements.noteUse.run(usedAt, id),
    revision: revision.value,
  };
}

function readNowAndThen(read: () => number) {
  let value = 0;
  let readAt = -Infinity;
  return {
    forget: () => void (readAt = -Infinity),
    value() {
      const now = performance.now();
      if (now - readAt < foreignChangeMs) return value;
      readAt = now;
      value = read();
      return value;
    },
  };
}

function unknownKey(id: string): AppError {
  return new AppError("not-found", {
    message: `There is no key ${id}.`,
    data: { id },
  });
}

function keyRow(key: GatewayKey, hash: string): KeyRow {
  return {
    ...key,
    hash,
    scopes: JSON.stringify(key.scopes),
    allow: JSON.stringify(key.allow),
    deny: JSON.stringify(key.deny),
    requestsPerMinute: key.requestsPerMinute ?? null,
    tokensPerDay: key.tokensPerDay ?? null,
    nanoUsdPerMonth: key.nanoUsdPerMonth ?? null,
    cacheMode: key.cacheMode ?? null,
    expiresAt: key.expiresAt ?? null,
    revokedAt: key.revokedAt ?? null,
    lastUsedAt: key.lastUsedAt ?? null,
  };
}

function gatewayKey({ hash: _, ...row }: KeyRow): GatewayKey {
  return withoutNulls({
    ...row,
    scopes: JSON.parse(row.scopes) as KeyScope[],
    allow: JSON.parse(row.allow) as string[],
    deny: JSON.parse(row.deny) as string[],
  }) as GatewayKey;
}
