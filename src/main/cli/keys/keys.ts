import { randomBytes, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { AppError } from "#shared/errors/app-error.ts";
import { createArgon2Hasher } from "#main/adapters/argon2/secret-hasher.ts";
import { openStore } from "#main/adapters/sqlite/open-store.ts";
import type { AccessStore, GatewayKey } from "#main/ports/access-store.ts";
import { issueKey } from "#main/services/access/issue-key.ts";
import {
  dataDirOf,
  hasData,
  withData,
  type DataCommandDependencies,
} from "../data/with-data.ts";
import { parseStrictly } from "../serve-options.ts";
import { parseCreateKey } from "./key-options.ts";

const clock = { now: Date.now };

/** `keys create`, `keys list` and `keys revoke`, whether or not ModelDocker runs on the data. */
export async function keys(
  dependencies: DataCommandDependencies,
): Promise<number> {
  const [action, ...args] = dependencies.args;
  if (action === "create") return create(args, dependencies);
  if (action === "list") return list(args, dependencies);
  if (action === "revoke") return revoke(args, dependencies);
  throw invalid("keys takes create, list or revoke; see modeldocker --help.");
}

async function create(
  args: readonly string[],
  dependencies: DataCommandDependencies,
): Promise<number> {
  const { wish, dataDir } = parseCreateKey(args, clock.now());
  const folder = dataDirOf(dataDir, dependencies.environment);
  const token = await withAccess(folder, dependencies, async (store) => {
    const newId = () => `key_${randomUUID().slice(0, 13)}`;
    const hasher = createArgon2Hasher();
    const made = { store, hasher, randomBytes, newId, clock };
    return (await issueKey(wish, made)).token;
  });
  process.stdout.write(`${token}\n`);
  return 0;
}

async function list(
  args: readonly string[],
  dependencies: DataCommandDependencies,
): Promise<number> {
  const { values } = parseStrictly(() =>
    parseArgs({
      args: [...args],
      strict: true,
      options: { "data-dir": { type: "string" }, json: { type: "boolean" } },
    }),
  );
  const folder = dataDirOf(values["data-dir"], dependencies.environment);
  const found = hasData(folder)
    ? await withAccess(folder, dependencies, async (store) => store.list())
    : [];
  const text = values.json
    ? `${JSON.stringify(found.map(described), null, 2)}\n`
    : found.map(line).join("");
  process.stdout.write(text);
  return 0;
}

async function revoke(
  args: readonly string[],
  dependencies: DataCommandDependencies,
): Promise<number> {
  const { values, positionals } = parseStrictly(() =>
    parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: true,
      options: { "data-dir": { type: "string" } },
    }),
  );
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) {
    throw invalid("keys revoke takes the ID of one key; see keys list.");
  }
  const folder = dataDirOf(values["data-dir"], dependencies.environment);
  if (!hasData(folder)) {
    const message = `There is no key ${id}: ${folder} holds no data.`;
    throw new AppError("not-found", { message, data: { id } });
  }
  const now = new Date(clock.now()).toISOString();
  await withAccess(folder, dependencies, async (store) =>
    store.revoke(id, now),
  );
  process.stderr.write(`Revoked ${id}.\n`);
  return 0;
}

function withAccess<Result>(
  folder: string,
  dependencies: DataCommandDependencies,
  use: (store: AccessStore) => Promise<Result>,
): Promise<Result> {
  return withData(folder, dependencies, async ({ store: path, key }) => {
    const store = openStore({ path, key, clock });
    try {
      return await use(store.access);
    } finally {
      store.close();
    }
  });
}

/** A key as scripts read it: money in US dollars. */
function described({ nanoUsdPerMonth, ...key }: GatewayKey): object {
  const money = nanoUsdPerMonth === undefined ? {} : dollars(nanoUsdPerMonth);
  return { ...key, ...money, state: stateOf(key) };
}

function dollars(nanoUsd: number): { readonly usdPerMonth: number } {
  return { usdPerMonth: nanoUsd / 1e9 };
}

function line(key: GatewayKey): string {
  const { id, prefix, name, scopes } = key;
  return `${id}  ${prefix}…  ${stateOf(key)}  ${scopes.join(",")}  ${name}\n`;
}

function stateOf(key: Omit<GatewayKey, "nanoUsdPerMonth">): string {
  if (key.revokedAt !== undefined) return "revoked";
  const { expiresAt } = key;
  const isOver =
    expiresAt !== undefined && Date.parse(expiresAt) <= clock.now();
  return isOver ? "expired" : "active";
}

function invalid(message: string): AppError {
  return new AppError("invalid-request", { message });
}
