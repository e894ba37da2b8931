import type { Settings } from "#shared/settings/schema.ts";
import type { FallbackTrigger } from "#main/domain/fallback/triggers.ts";
import type { FallbackRule } from "#main/domain/routing/plan-route.ts";
import type { InstanceDirectory } from "../instances/directory.ts";
import type { ModelPreferences } from "../registry/preferences.ts";
import type { Registry } from "../registry/registry.ts";

export interface FallbackRuleDependencies {
  readonly directory: InstanceDirectory;
  readonly registry: Registry;
  readonly preferences: ModelPreferences;
  readonly settings: () => Settings;
}

/** The user's own rule: who answers when the asked model cannot, and after which failures. */
export function fallbackRule(dependencies: FallbackRuleDependencies): {
  readonly fallback?: FallbackRule;
} {
  const settings = dependencies.settings();
  if (!settings.fallbackToLocal) return {};
  const named = settings.fallbackModel;
  const targets = named === "" ? automatic(dependencies) : [named];
  return { fallback: { targets, after: triggers(settings) } };
}

function triggers(settings: Settings): readonly FallbackTrigger[] {
  const { fallbackUnreachable, fallbackOutOfCredit, fallbackOverBudget } =
    settings;
  const chosen: readonly (readonly [FallbackTrigger, boolean])[] = [
    ["unreachable", fallbackUnreachable],
    ["out-of-credit", fallbackOutOfCredit],
    ["over-budget", fallbackOverBudget],
  ];
  return chosen.flatMap(([trigger, isChosen]) => (isChosen ? trigger : []));
}

/** The local model that was used last, else the first there is. */
function automatic({
  directory,
  registry,
  preferences,
}: FallbackRuleDependencies): readonly string[] {
  const own = directory
    .list()
    .filter((it) => it.kind === "llamacpp" && it.enabled)
    .flatMap(({ id }) => registry.list(id)?.models ?? [])
    .map((model): string => model.ref);
  if (own.length === 0) return [];
  const recent = preferences.recents().find((ref) => own.includes(ref));
  return [recent ?? own[0]].filter((ref) => ref !== undefined);
}
