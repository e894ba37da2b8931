import { routerId } from "../routing/router-id.ts";

/** Why a call that names an alias never comes to it: its id is read as something else. */
export function whyUnreachable(
  id: string,
  instances: readonly string[],
): string | undefined {
  if (id === routerId) return `"${id}" is reserved for the automatic router`;
  const colon = id.indexOf(":");
  const instance = id.slice(0, Math.max(0, colon));
  if (!instances.includes(instance)) return undefined;
  const model = id.slice(colon + 1);
  return `"${id}" would be read as the model ${model} of the instance ${instance}`;
}
