import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startApp, testPassphrase } from "#tests/support/app.ts";
import { composeBackend } from "#main/compose.ts";
import { ownData } from "#main/own-data.ts";
import { backendOptions, startBackend } from "#tests/support/backend.ts";
import { freePort } from "#tests/support/llama-server.ts";
import { picture } from "#tests/support/page.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

const pageDir = fileURLToPath(new URL("../../out/renderer", import.meta.url));

/** Data whose gateway takes any free port by its own setting, so that the window may change it. */
async function unlockedData(): Promise<string> {
  const { backend, client, dataDir } = await startBackend({
    environment: { MODELDOCKER_PASSPHRASE: testPassphrase },
  });
  await client.settings.set({ key: "gatewayPort", value: 0 });
  await backend.dispose();
  return dataDir;
}

describeInBrowser("the gateway's port", (open) => {
  test("taken at the start, it is told in the window, where it moves to another", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const { backend, client, dataDir } = await startBackend();
    await client.settings.set({ key: "gatewayPort", value: port });
    await backend.dispose();
    // As the desktop starts: what is wrong with the gateway keeps nobody from the rest.
    const owned = await ownData({
      backend: backendOptions({ dataDir, demo: true }).options,
      compose: composeBackend,
      gateway: { required: false },
      web: { port: 0, pageDir },
    });
    onTestFinished(() => owned.close());
    expect(owned.addresses.gateway).toBeNull();
    await using window = await open({ web: owned.addresses.web ?? "" });
    const { page } = window;
    await goTo(page, "Gateway");
    const state = page.getByRole("region", { name: "State of the gateway" });
    await state.getByText("It could not start.").waitFor();
    await state
      .getByText("The gateway's port is taken by another program.")
      .waitFor();
    await picture(page, "gateway-port-taken");
    await state.getByRole("button", { name: "Choose another port" }).click();
    const dialog = page.getByRole("dialog", { name: "Gateway settings" });
    await dialog.getByLabel("Port", { exact: true }).fill("0");
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByText("this computer only").waitFor();
    const address = await state.locator("code").innerText();
    const health = await fetch(address.replace("/v1", "/health"));
    expect(health.status).toBe(200);
  });

  test("a taken port is told in the form and leaves all as it was; a free one is moved to", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const taken = (other.address() as AddressInfo).port;
    const dataDir = await unlockedData();
    await using app = await startApp({
      dataDir,
      demo: true,
      choosesGatewayPort: false,
    });
    await using window = await open(app);
    const { page } = window;
    const isUp = (port: number | string) =>
      fetch(`http://127.0.0.1:${port}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
    const { port: before } = new URL(app.ready.gateway ?? "");
    await goTo(page, "Gateway");
    await page.getByRole("button", { name: "Gateway settings" }).click();
    const dialog = page.getByRole("dialog", { name: "Gateway settings" });
    const field = dialog.getByLabel("Port", { exact: true });
    const save = dialog.getByRole("button", { name: "Save" });
    await field.fill(String(taken));
    await save.click();
    await dialog.getByText(`Another program holds port ${taken}.`).waitFor();
    expect(await isUp(before)).toBe(true);

    const free = await freePort();
    await field.fill(String(free));
    await save.click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText(`http://127.0.0.1:${free}/v1`).first().waitFor();
    expect(await isUp(free)).toBe(true);
    await expect.poll(() => isUp(before)).toBe(false);
  });
});
