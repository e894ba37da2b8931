import { expect, test } from "vitest";
import { keyScopes } from "#shared/gateway/key.ts";
import { help } from "#main/cli/help.ts";
import { gatewayRoutes } from "#main/hosts/gateway/routes.ts";
import { gatewayKeysMessages } from "#renderer/messages/en/gateway-keys.ts";
import { callOf } from "#tests/support/gateway-calls.ts";
import { ask, createKey, startGateway } from "#tests/support/gateway.ts";

test("a scope that opens nothing is said to, wherever keys are made", async () => {
  const opened = new Set(gatewayRoutes.map(({ access }) => access));
  expect(keyScopes.filter((scope) => !opened.has(scope))).toEqual(["admin"]);
  expect(help).toContain("no route asks for admin yet");
  expect(gatewayKeysMessages["gateway.keys.scopesHelp"]).toContain(
    "Admin opens nothing yet",
  );
  const { address, dataDir } = await startGateway();
  const { token } = await createKey(dataDir, { scopes: ["admin"] });
  for (const route of gatewayRoutes) {
    if (route.access === "open") continue;
    const wish = { model: "m", text: "Hi", maxTokens: 5 };
    const { path, ...call } = callOf(route, wish);
    const headers = { authorization: `Bearer ${token}` };
    const { status } = await ask(address + path, { ...call, headers });
    expect([route.path, status]).toEqual([route.path, 403]);
  }
});
