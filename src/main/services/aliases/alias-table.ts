import type { ConfigAlias } from "#main/domain/config/schema.ts";
import type { AliasStore } from "#main/ports/alias-store.ts";

/** The aliases that hold now, for whoever plans a route. */
export interface AliasTable {
  /** Id to ordered targets; free of circles. The same object until something changed. */
  current(): ReadonlyMap<string, readonly string[]>;
  /** After anything was written. */
  reload(): void;
}

/** The config file's aliases over the app's own. */
export function createAliasTable(
  store: Pick<AliasStore, "list">,
  config: readonly ConfigAlias[],
): AliasTable {
  const read = () =>
    new Map(
      [...store.list(), ...config].map(
        ({ id, targets }) => [id, targets] as const,
      ),
    );
  let current = read();
  return {
    current: () => current,
    reload: () => void (current = read()),
  };
}
