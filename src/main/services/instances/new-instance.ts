import type { RemoteKind } from "#shared/models/instance.ts";
import { defaultAddress } from "#main/domain/catalog/default-address.ts";
import { providerRows } from "#main/domain/catalog/providers.ts";
import type { Instance } from "#main/domain/instances/instance.ts";
import {
  demoInstanceId,
  localInstanceId,
} from "#main/domain/instances/merge-instances.ts";
import { routerId } from "#main/domain/routing/router-id.ts";
import type { StoredInstance } from "#main/ports/stores.ts";
import { badAddress, checkedAddress } from "./checked-address.ts";

export interface NewInstance {
  readonly kind: RemoteKind;
  readonly name: string;
  readonly baseUrl?: string | undefined;
  readonly key?: string | undefined;
}

/** The row of what a person adds, its id and name free. Throws `invalid-request`. */
export function newInstanceRow(
  added: NewInstance,
  others: {
    readonly instances: readonly Instance[];
    /** Ids that may come back. */
    readonly reserved: readonly string[];
    /** Ids of aliases: an instance must not take what a call means by them. */
    readonly aliases: Iterable<string>;
  },
): Omit<StoredInstance, "createdAt"> {
  const { instances, reserved, aliases } = others;
  const baseUrl = addressOf(added);
  const ids = instances.map((instance): string => instance.id);
  const own = [localInstanceId, demoInstanceId, routerId];
  const heads = Array.from(aliases, (alias) => alias.split(":", 1)[0] ?? "");
  const taken = [...ids, ...reserved, ...own, ...heads];
  const names = instances.map((instance) => instance.name);
  return {
    id: numbered(wantedId(added, baseUrl), taken, "-"),
    kind: added.kind,
    name: numbered(added.name, names, " "),
    enabled: true,
    ...(baseUrl === undefined ? {} : { baseUrl }),
  };
}

function addressOf(added: NewInstance): string | undefined {
  if (added.baseUrl !== undefined) return checkedAddress(added.baseUrl);
  if (defaultAddress(added.kind) !== undefined) return undefined;
  throw badAddress("An endpoint needs its address.");
}

/** The known provider's id, else one made of the name. */
function wantedId(added: NewInstance, baseUrl: string | undefined): string {
  if (baseUrl === undefined || added.kind === "openrouter") return added.kind;
  const known = providerRows.find(
    (row) => row.baseUrl !== undefined && row.baseUrl === baseUrl,
  );
  if (known !== undefined) return known.id;
  const slug = added.name
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return slug === "" ? "endpoint" : slug;
}

function numbered(
  wanted: string,
  taken: readonly string[],
  separator: string,
): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number += 1) {
    const next = `${wanted}${separator}${number}`;
    if (!taken.includes(next)) return next;
  }
}
