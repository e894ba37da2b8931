import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import {
  canaryKey,
  simulatedInstance,
} from "#tests/support/simulated-instance.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

describeInBrowser("providers", (open) => {
  test("are added, tested, given another key, switched off, removed and brought back", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page, frames } = window;
    await goTo(page, "Providers");
    await page.getByRole("button", { name: "Add a provider" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Add a provider" });
    await dialog
      .getByRole("textbox", { name: "Key or address" })
      .fill(simulated.upstream.url);
    await dialog.getByLabel("Name", { exact: true }).fill("My router");
    await dialog.getByLabel(/^Key \(if it asks for one\)/).fill(canaryKey);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByRole("button", { name: "Done", exact: true }).click();

    const card = page.getByRole("listitem").filter({ hasText: "My router" });
    await card.getByRole("button", { name: "Test", exact: true }).click();
    await card.getByText(/Answers in/).waitFor();

    await card.getByRole("button", { name: "More about My router" }).click();
    await page.getByRole("menuitem", { name: "Replace the key" }).click();
    const keyDialog = page.getByRole("dialog", { name: "Replace the key" });
    await keyDialog.getByLabel("New key of My router").fill("sk-wrong-key");
    await keyDialog.getByRole("button", { name: "Save" }).click();
    await card.getByText(/rejected the key/).waitFor();

    await card.getByRole("switch", { name: "My router on" }).click();
    await card.getByRole("button", { name: "More about My router" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
    await page.getByText("My router removed.").waitFor();
    await card.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await card.waitFor();

    // The key went to the backend once and came back never, masked figures apart.
    const shown = await page.content();
    expect(shown).not.toContain(canaryKey);
    expect(frames.filter((frame) => frame.includes(canaryKey))).toHaveLength(1);
  });

  test("a field that the config file fixes is shown as locked", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Providers");
    const card = page
      .getByRole("listitem")
      .filter({ hasText: "Simulated router" });
    await card.getByText("Fixed by the config file").first().waitFor();
    await card.getByText("from the config file").waitFor();
    expect(
      await card.getByRole("button", { name: /^More about/ }).count(),
    ).toBe(0);
  });
});
