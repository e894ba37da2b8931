import type { ModelDescriptor } from "#shared/models/descriptor.ts";
import type {
  InstanceStore,
  LocalModelStore,
  ModelStore,
  StoredInstance,
} from "#main/ports/stores.ts";
import { durably, type Connection } from "./connection.ts";

export function createInstanceStore(connection: Connection): InstanceStore {
  type Row = {
    id: string;
    kind: StoredInstance["kind"];
    name: string;
    baseUrl: string | null;
    enabled: number;
    createdAt: string;
  };
  const list = connection.prepare<[], Row>(`
    SELECT id, kind, name, base_url AS baseUrl, enabled, created_at AS createdAt
    FROM instances ORDER BY created_at, rowid`);
  const put = connection.prepare<[Row]>(`
    INSERT INTO instances (id, kind, name, base_url, enabled, created_at)
    VALUES (@id, @kind, @name, @baseUrl, @enabled, @createdAt)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name,
      base_url = excluded.base_url, enabled = excluded.enabled, created_at = excluded.created_at`);
  const remove = connection.prepare<[string]>(
    "DELETE FROM instances WHERE id = ?",
  );
  return {
    list: () =>
      list.all().map(({ baseUrl, enabled, ...row }) => ({
        ...row,
        ...(baseUrl === null ? {} : { baseUrl }),
        enabled: enabled === 1,
      })),
    put: (instance) =>
      durably(connection, () => {
        put.run({
          ...instance,
          baseUrl: instance.baseUrl ?? null,
          enabled: Number(instance.enabled),
        });
      }),
    remove: (id) => void durably(connection, () => remove.run(id)),
  };
}

export function createModelStore(connection: Connection): ModelStore {
  const load = connection.prepare<
    [],
    { instance: string; refreshedAt: string; models: string }
  >(
    "SELECT instance, refreshed_at AS refreshedAt, models FROM model_lists ORDER BY instance",
  );
  const save = connection.prepare<[string, string, string]>(
    "INSERT OR REPLACE INTO model_lists (instance, refreshed_at, models) VALUES (?, ?, ?)",
  );
  const forget = connection.prepare<[string]>(
    "DELETE FROM model_lists WHERE instance = ?",
  );
  return {
    load: () =>
      load.all().map((row) => ({
        ...row,
        models: JSON.parse(row.models) as ModelDescriptor[],
      })),
    save: (instance, refreshedAt, models) =>
      void save.run(instance, refreshedAt, JSON.stringify(models)),
    forget: (instance) => void forget.run(instance),
  };
}

export function createLocalModelStore(connection: Connection): LocalModelStore {
  type Row = { id: string; path: string; addedAt: string };
  const list = connection.prepare<[], Row>(
    "SELECT id, path, added_at AS addedAt FROM local_models ORDER BY rowid",
  );
  const put = connection.prepare<[Row]>(`
    INSERT INTO local_models (id, path, added_at) VALUES (@id, @path, @addedAt)
    ON CONFLICT (id) DO UPDATE SET path = excluded.path, added_at = excluded.added_at`);
  const remove = connection.prepare<[string]>(
    "DELETE FROM local_models WHERE id = ?",
  );
  return {
    list: () => list.all(),
    put: (model) => void put.run(model),
    remove: (id) => void remove.run(id),
  };
}
