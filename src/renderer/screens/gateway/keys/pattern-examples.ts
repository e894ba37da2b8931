import type { AliasView } from "#shared/gateway/alias.ts";
import type { InstanceView } from "#shared/models/instance.ts";

const mostInstances = 3;
const mostAliases = 2;

/** Patterns that mean something here: `openrouter:*`, `alias:default-code`. */
export function allowExamples(
  instances: readonly InstanceView[],
  aliases: readonly AliasView[],
): readonly string[] {
  return [
    ...instances
      .filter(({ enabled, modelCount }) => enabled && modelCount > 0)
      .slice(0, mostInstances)
      .map(({ id }) => `${id}:*`),
    ...aliases
      .filter(({ shadowed }) => !shadowed)
      .slice(0, mostAliases)
      .map(({ id }) => `alias:${id}`),
  ];
}

export const denyExamples = ["cloud", "high-risk", "lan"] as const;
