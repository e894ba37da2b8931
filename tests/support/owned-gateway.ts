import { readFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { composeBackend } from "#main/compose.ts";
import { parseConfig } from "#main/domain/config/parse.ts";
import { ownData, type OwnDataOptions } from "#main/own-data.ts";
import { backendOptions, routerClient, startBackend } from "./backend.ts";

/** Data whose gateway takes any port, by its setting, so that nothing of it is locked. */
export async function startOwned(
  options: {
    readonly config?: unknown;
    readonly gateway?: Omit<OwnDataOptions["gateway"], "required">;
  } = {},
) {
  const first = await startBackend();
  await first.client.settings.set({ key: "gatewayPort", value: 0 });
  await first.backend.dispose();
  const { dataDir } = first;
  const config = parseConfig(options.config ?? {});
  const owned = await ownData({
    backend: backendOptions({ dataDir, config, demo: true }).options,
    compose: composeBackend,
    gateway: { ...options.gateway, required: true },
  });
  onTestFinished(() => owned.close());
  const client = routerClient(owned.router);
  const recorded = () =>
    (
      JSON.parse(readFileSync(join(dataDir, "owner.json"), "utf8")) as {
        addresses: { gateway?: string };
      }
    ).addresses.gateway;
  return { client, owned, recorded, dataDir };
}
