import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startApp, testPassphrase } from "#tests/support/app.ts";
import { startBackend } from "#tests/support/backend.ts";
import { freePort } from "#tests/support/llama-server.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

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
  test("a taken port is told in the form and leaves all as it was; a free one is moved to", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const taken = (other.address() as AddressInfo).port;
    const dataDir = await unlockedData();
    // An empty value is none: the settings say where.
    await using app = await startApp({
      dataDir,
      demo: true,
      args: ["--gateway-port="],
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
