import type { KeyValueStore, SecretStore } from "#main/ports/stores.ts";
import { durably, type Connection } from "./connection.ts";

export function createKeyValueStore(connection: Connection): KeyValueStore {
  const get = connection
    .prepare<[string], string>("SELECT value FROM key_values WHERE key = ?")
    .pluck();
  const set = connection.prepare<[string, string]>(
    "INSERT OR REPLACE INTO key_values (key, value) VALUES (?, ?)",
  );
  const remove = connection.prepare<[string]>(
    "DELETE FROM key_values WHERE key = ?",
  );
  return {
    get(key) {
      const text = get.get(key);
      return text === undefined ? undefined : (JSON.parse(text) as unknown);
    },
    set(key, value) {
      if (value === undefined) remove.run(key);
      else set.run(key, JSON.stringify(value));
    },
  };
}

/** The whole file is encrypted with the master key; so are these rows. */
export function createSecretStore(connection: Connection): SecretStore {
  const get = connection
    .prepare<[string], string>("SELECT value FROM secrets WHERE name = ?")
    .pluck();
  const set = connection.prepare<[string, string]>(
    "INSERT OR REPLACE INTO secrets (name, value) VALUES (?, ?)",
  );
  const remove = connection.prepare<[string]>(
    "DELETE FROM secrets WHERE name = ?",
  );
  return {
    get: (name) => get.get(name),
    set: (name, value) => durably(connection, () => set.run(name, value)),
    remove: (name) => durably(connection, () => remove.run(name)),
  };
}

/**
 * The same, each secret read once: every call to an upstream asks for its key, and would wait for the
 * commits of others. Nobody else writes there.
 */
export function rememberedSecrets(store: SecretStore): SecretStore {
  const read = new Map<string, string | undefined>();
  return {
    get(name) {
      if (!read.has(name)) read.set(name, store.get(name));
      return read.get(name);
    },
    set(name, value) {
      read.delete(name);
      store.set(name, value);
    },
    remove(name) {
      read.delete(name);
      store.remove(name);
    },
  };
}
