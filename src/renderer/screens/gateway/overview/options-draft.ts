import type { GatewayOptions } from "#shared/gateway/gateway-state.ts";
import { originOf } from "#shared/gateway/origin.ts";

/** The options as they are typed. */
export interface OptionsDraft {
  readonly port: string;
  readonly requireKey: boolean;
  readonly allowLan: boolean;
  readonly host: string;
  /** One a line. */
  readonly origins: string;
  readonly hosts: string;
}

export type OptionsProblem = "port" | "origins" | "host";

export function draftOf(options: GatewayOptions): OptionsDraft {
  return {
    port: String(options.port),
    requireKey: options.requireKey,
    allowLan: options.allowLan,
    host: options.host,
    origins: options.allowedOrigins.join("\n"),
    hosts: options.allowedHosts.join("\n"),
  };
}

/** What the draft changes of what is not fixed, or what is wrong with it. */
export function readOptions(
  draft: OptionsDraft,
  before: GatewayOptions,
  locked: readonly (keyof GatewayOptions)[] = [],
):
  | { readonly changes: Partial<GatewayOptions> }
  | { readonly problem: OptionsProblem } {
  const port = Number(draft.port);
  if (!/^\d{1,5}$/.test(draft.port.trim()) || port > 65_535)
    return { problem: "port" };
  const origins = lines(draft.origins).map(originOf);
  if (!origins.every((origin) => origin !== undefined))
    return { problem: "origins" };
  // An address of the network is no use while nobody from there may come in.
  const host = draft.allowLan ? draft.host.trim() : "127.0.0.1";
  if (host === "") return { problem: "host" };
  const wanted: Omit<GatewayOptions, "enabled"> = {
    port,
    host,
    allowLan: draft.allowLan,
    requireKey: draft.requireKey,
    allowedOrigins: origins,
    allowedHosts: [...lines(draft.hosts)],
  };
  const changes = Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) =>
        !locked.includes(name as keyof GatewayOptions) &&
        JSON.stringify(value) !==
          JSON.stringify(before[name as keyof GatewayOptions]),
    ),
  );
  return { changes };
}

function lines(text: string): readonly string[] {
  const all = text.split(/[\n,]/).map((line) => line.trim());
  return [...new Set(all)].filter((line) => line !== "");
}
