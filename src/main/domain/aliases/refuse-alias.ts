import { findCircle } from "./find-circle.ts";
import { whyUnreachable } from "./unreachable.ts";

export interface AliasFacts {
  /** Ids of all instances. */
  readonly instances: readonly string[];
  /** All others that hold or would, the config file's too. */
  readonly others: ReadonlyMap<string, readonly string[]>;
}

export interface AliasRefusal {
  readonly parameter: "id" | "targets";
  readonly message: string;
}

/** Why an alias cannot be: its id means something else already, or it leads back to itself. */
export function refuseAlias(
  alias: { readonly id: string; readonly targets: readonly string[] },
  { instances, others }: AliasFacts,
): AliasRefusal | undefined {
  const { id, targets } = alias;
  const why = whyUnreachable(id, instances);
  if (why !== undefined) return refusal("id", `${why}; choose another name.`);
  // It could be reached, but whoever reads it would take it for the instance.
  if (instances.includes(id))
    return refusal("id", `"${id}" is an instance; choose another name.`);
  if (others.has(id))
    return refusal("id", `There is an alias "${id}" already.`);
  const circle = findCircle(id, new Map([...others, [id, targets]]));
  if (circle !== undefined)
    return refusal("targets", `The targets lead in a circle: ${circle}.`);
  return undefined;
}

function refusal(
  parameter: AliasRefusal["parameter"],
  message: string,
): AliasRefusal {
  return { parameter, message };
}
