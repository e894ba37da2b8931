import { AppError, type ErrorCode } from "#shared/errors/app-error.ts";
import type { AliasView, TargetView } from "#shared/gateway/alias.ts";
import {
  refuseAlias,
  type AliasRefusal,
} from "#main/domain/aliases/refuse-alias.ts";
import { whyUnreachable } from "#main/domain/aliases/unreachable.ts";
import type { ConfigAlias } from "#main/domain/config/schema.ts";
import type { AliasStore, StoredAlias } from "#main/ports/alias-store.ts";
import type { Clock } from "#main/ports/clock.ts";
import type { Logger } from "#main/ports/logger.ts";
import type { Announcements } from "../announcements/announcements.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { Registry } from "../registry/registry.ts";
import type { AliasTable } from "./alias-table.ts";
import { canAnswer, targetView, type TargetFacts } from "./target-view.ts";

export interface AliasDraft {
  /** Id of the stored alias that the draft changes. */
  readonly id?: string | undefined;
  readonly newId: string;
  readonly targets: readonly string[];
}

export interface CheckedDraft {
  readonly targets: TargetView[];
  readonly refusal?: AliasRefusal;
  readonly hides: string[];
  readonly answersNow?: string;
}

/** Aliases as a person manages them. Writing throws `invalid-request`, `not-found`, `conflict`. */
export interface AliasService {
  list(): AliasView[];
  check(draft: AliasDraft): CheckedDraft;
  create(alias: StoredAlias): AliasView;
  update(
    id: string,
    changes: {
      readonly newId?: string | undefined;
      readonly targets?: readonly string[] | undefined;
    },
  ): AliasView;
  order(ids: readonly string[]): void;
  remove(id: string): void;
  restore(id: string): AliasView;
}

export interface AliasServiceDependencies extends TargetFacts {
  readonly store: AliasStore;
  readonly table: AliasTable;
  readonly config: readonly ConfigAlias[];
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly announcements: Announcements;
  readonly clock: Pick<Clock, "now">;
  readonly log: Pick<Logger, "warn">;
}

const undoMs = 24 * 3_600_000;

export function createAliasService(
  dependencies: AliasServiceDependencies,
): AliasService {
  const { store, table, announcements, clock } = dependencies;
  warnOfUnreachable(dependencies);
  const isoAt = (time: number) => new Date(time).toISOString();

  function changed(): void {
    table.reload();
    announcements.announce("aliases");
  }

  const viewOf = (id: string) =>
    aliasView(stored(store, id), "app", dependencies);

  function refuse(draft: AliasDraft, code: ErrorCode = "invalid-request") {
    const refusal = refusalOf(draft, dependencies);
    if (refusal === undefined) return;
    const { message, parameter } = refusal;
    throw new AppError(code, { message, data: { parameter } });
  }

  return {
    list: () => listAliases(dependencies),
    check: (draft) => checkDraft(draft, dependencies),
    create(alias) {
      refuse({ newId: alias.id, targets: alias.targets });
      store.insert(alias);
      changed();
      return viewOf(alias.id);
    },
    update(id, { newId = id, targets }) {
      const next = { id: newId, targets: targets ?? stored(store, id).targets };
      refuse({ id, newId, targets: next.targets });
      store.replace(id, next);
      changed();
      return viewOf(newId);
    },
    order(ids) {
      store.order(ids);
      changed();
    },
    remove(id) {
      store.purgeRemoved(isoAt(clock.now() - undoMs));
      store.remove(id, isoAt(clock.now()));
      changed();
    },
    restore(id) {
      const { targets } = store.restore(id);
      try {
        // What was made meanwhile may have closed a circle.
        refuse({ id, newId: id, targets }, "conflict");
      } catch (error) {
        store.remove(id, isoAt(clock.now()));
        throw error;
      }
      changed();
      return viewOf(id);
    },
  };
}

/** An instance that came later, or from elsewhere, may have taken an alias's id. */
function warnOfUnreachable({
  table,
  directory,
  log,
}: AliasServiceDependencies): void {
  const instances = directory.list().map(({ id }) => id);
  for (const alias of table.current().keys()) {
    const why = whyUnreachable(alias, instances);
    if (why !== undefined)
      log.warn({ alias }, `${why}; this alias can never be reached.`);
  }
}

/** Throws `not-found`. */
function stored(store: AliasStore, id: string): StoredAlias {
  const alias = store.list().find((it) => it.id === id);
  if (alias !== undefined) return alias;
  throw new AppError("not-found", {
    message: `There is no alias "${id}".`,
    data: { id },
  });
}

function refusalOf(
  { id, newId, targets }: AliasDraft,
  { store, config, directory }: AliasServiceDependencies,
): AliasRefusal | undefined {
  const own = store.list().filter((it) => it.id !== id);
  // One that the config file shadows keeps its id.
  const fixed = config.filter((it) => it.id !== id);
  const others = new Map([...own, ...fixed].map((it) => [it.id, it.targets]));
  const instances = directory.list().map((instance) => instance.id);
  return refuseAlias({ id: newId, targets }, { instances, others });
}

function listAliases(dependencies: AliasServiceDependencies): AliasView[] {
  const { config, store } = dependencies;
  return [
    ...config.map((alias) => aliasView(alias, "config", dependencies)),
    ...store.list().map((alias) => aliasView(alias, "app", dependencies)),
  ];
}

function checkDraft(
  draft: AliasDraft,
  dependencies: AliasServiceDependencies,
): CheckedDraft {
  const { newId: id, targets } = draft;
  const refusal = refusalOf(draft, dependencies);
  const led = leading({ id, targets }, dependencies);
  return { ...led, ...(refusal && { refusal }) };
}

function aliasView(
  alias: StoredAlias,
  source: AliasView["source"],
  dependencies: AliasServiceDependencies,
): AliasView {
  const { id } = alias;
  const { config } = dependencies;
  return {
    id,
    source,
    shadowed: source === "app" && config.some((it) => it.id === id),
    ...leading(alias, dependencies),
  };
}

/** Where an alias leads, and whom it hides. */
function leading(
  { id, targets }: StoredAlias,
  facts: TargetFacts & Pick<AliasServiceDependencies, "registry">,
): Omit<CheckedDraft, "refusal"> {
  const views = targets.map((target) => targetView(target, facts));
  const answersNow = views.find(canAnswer)?.leadsTo[0];
  return {
    targets: views,
    hides: [...facts.registry.offeredBy(id)],
    ...(answersNow !== undefined && { answersNow }),
  };
}
