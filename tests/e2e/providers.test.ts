import { expect, test } from "vitest";
import { accessibilityFaults } from "#tests/support/accessibility.ts";
import { startApp } from "#tests/support/app.ts";
import { manyModels, manyModelsInstance } from "#tests/support/many-models.ts";
import { connectRpc } from "#tests/support/rpc.ts";
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

  test("are edited by keyboard, with the count of what an allow list lets through", async () => {
    await using many = await manyModelsInstance();
    await using app = await startApp();
    using connection = await connectRpc(app);
    const { client } = connection;
    const { baseUrl } = many;
    await client.instances.add({ kind: "openai", name: "Server", baseUrl });
    await client.instances.add({ kind: "openai", name: "Other", baseUrl });
    await expect
      .poll(async () => (await client.instances.list())[0]?.modelCount)
      .toBe(manyModels);
    await using window = await open(app);
    const { page, frames } = window;
    await goTo(page, "Providers");
    const card = page.getByRole("listitem").filter({ hasText: "Server" });
    await card
      .getByRole("button", { name: "Edit", exact: true })
      .press("Enter");
    const dialog = page.getByRole("dialog", { name: "Edit Server" });
    const name = dialog.getByLabel("Name", { exact: true });
    await expect.poll(() => name.evaluate(isFocused)).toBe(true);
    await dialog.getByText(`All ${manyModels} models are offered.`).waitFor();

    // A taken name and a number that is none are told at their fields, and nothing is saved.
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("Other");
    await page.keyboard.press("Enter");
    await dialog.getByText("Another provider has this name.").waitFor();
    await name.fill("实验服务器");
    await dialog.locator("summary", { hasText: "Limits and retries" }).click();
    const perMinute = dialog.getByLabel("Requests per minute");
    await perMinute.fill("many");
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.getByText("A whole number from 1, or nothing.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await perMinute.fill("30");

    await dialog.getByRole("button", { name: "Add a pattern" }).press("Enter");
    await page.keyboard.type("ember/*");
    await dialog.getByText(/^49 of 346 offered, such as ember/).waitFor();
    await dialog.locator("summary", { hasText: "Extra headers" }).click();
    await dialog.getByRole("button", { name: "Add a header" }).click();
    await dialog.getByLabel("Name of header 1").fill("x-team");
    await dialog.getByLabel("Value of header 1").fill(canaryKey);
    await dialog.locator("summary", { hasText: "Prices" }).click();
    await dialog.getByRole("button", { name: "Add a price" }).click();
    await dialog.getByLabel("Models of price 1").fill("ember/*");
    await dialog.getByLabel("Input of price 1").fill("2.5");
    await dialog.getByLabel("Output of price 1").fill("10");
    await dialog.locator("summary", { hasText: "Other dialects" }).click();
    await dialog.getByLabel("Other dialects").last().click();
    await page.getByRole("option", { name: "OpenAI's Responses" }).click();
    await dialog.getByRole("button", { name: "Save" }).click();

    const renamed = page
      .getByRole("listitem")
      .filter({ hasText: "实验服务器" });
    await renamed.getByText(/Answers in/).waitFor();
    await goTo(page, "Models");
    await expect
      .poll(() => page.getByRole("grid").getAttribute("aria-rowcount"))
      .toMatch(/^39[56]$/);
    const [edited] = await client.instances.list();
    expect(await client.instances.settings({ id: edited?.id ?? "" })).toEqual(
      expect.objectContaining({
        settings: expect.objectContaining({
          name: "实验服务器",
          allow: ["ember/*"],
          limits: { requestsPerMinute: 30 },
          prices: [{ model: "ember/*", input: 2.5, output: 10 }],
          speaks: ["responses"],
        }),
        headers: [{ name: "x-team", masked: "sk-or…4860" }],
      }),
    );
    expect(frames.filter((frame) => frame.includes(canaryKey))).toHaveLength(1);
  });

  test("show live how calls fare, and why the last one failed", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    using connection = await connectRpc(app);
    const { client } = connection;
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Providers");
    const card = page
      .getByRole("listitem")
      .filter({ hasText: "Simulated router" });
    const ask = async (model: string) => {
      const { id } = await client.conversations.create({});
      await client.chat.send({
        conversationId: id,
        parts: [{ type: "text", text: "Hello" }],
        models: [`sim:sim/${model}`],
      });
    };
    await ask("plain");
    await card.getByText(/^First word after/).waitFor();
    await card.getByText(/^0\s%\sfailed in the last minute$/).waitFor();
    await ask("500");
    await card.getByText("Simulated router failed on its side.").waitFor();
    await card.getByRole("img", { name: "Some calls fail" }).waitFor();
    await card.getByRole("button", { name: "Try again" }).waitFor();
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
    await card.getByText("From the config file", { exact: true }).waitFor();
    await card.getByText(/from the config file$/).waitFor();
    expect(
      await card.getByRole("button", { name: /^More about/ }).count(),
    ).toBe(0);
    await card.getByRole("button", { name: "Edit", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Edit Simulated router" });
    await dialog.getByLabel("Address").waitFor();
    expect(await dialog.getByLabel("Address").isDisabled()).toBe(true);
    expect(
      await dialog.getByRole("button", { name: "Add a pattern" }).isDisabled(),
    ).toBe(false);
  });
});

const isFocused = (element: HTMLElement): boolean =>
  element === document.activeElement;
