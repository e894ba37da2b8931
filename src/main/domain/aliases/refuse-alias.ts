import { findCircle } from "./find-circle.ts";

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
  const [first = ""] = id.split(":", 1);
  if (instances.includes(first))
    return refusal("id", `"${id}" would be read as a model of ${first}.`);
  if (id === "auto")
    return refusal("id", `"auto" is the automatic router's name.`);
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
