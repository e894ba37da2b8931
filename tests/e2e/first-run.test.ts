import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  composer,
  describeInBrowser,
  questions,
  send,
  settledReply,
} from "#tests/support/window.ts";

const model = fileURLToPath(
  new URL("../fixtures/models/stories260K-chatml.gguf", import.meta.url),
);

describeInBrowser("first run", (open) => {
  test("offers three ways in and can be skipped for good", async () => {
    await using app = await startApp();
    await using window = await open(app);
    const { page } = window;
    await page
      .getByRole("heading", { name: "Welcome to ModelDocker" })
      .waitFor();
    const ways = [
      page.getByRole("heading", { name: "I have a key or an endpoint" }),
      page.getByRole("heading", { name: "Open a GGUF file" }),
      page.getByRole("button", { name: "Try the demo" }),
    ];
    for (const way of ways) await way.waitFor();
    expect(page.url()).not.toContain("token");

    await page.getByRole("button", { name: "Skip", exact: true }).click();
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    await page.reload();
    await page.getByRole("navigation", { name: "Screens" }).waitFor();
    expect(await page.getByText("Welcome to ModelDocker").isVisible()).toBe(
      false,
    );
  });

  test("the demo answers at once and says that it is simulated", async () => {
    await using app = await startApp();
    await using window = await open(app);
    const { page } = window;
    await page.getByRole("button", { name: "Try the demo" }).click();
    await composer(page).waitFor();
    await page.getByText("Simulated", { exact: false }).first().waitFor();
    await send(page, "What can you do?");
    const reply = await settledReply(page);
    expect(await reply.innerText()).toContain("What can you do?");
    expect(await reply.innerText()).toMatch(/simulated/i);
  });

  test("a pasted key and address are recognised, checked and answered from", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp();
    await using window = await open(app);
    const { page } = window;
    await page.getByRole("button", { name: "Paste", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Add a provider" });
    await dialog
      .getByRole("textbox", { name: "Key or address" })
      .fill(simulated.upstream.url);
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText(/^Connected: \d+ models/).waitFor();
    await dialog.getByRole("button", { name: "Done", exact: true }).click();
    await composer(page).waitFor();
    expect(await questions(page).count()).toBe(0);
  });

  test("a rejected key is said in one sentence, and can be changed", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp();
    await using window = await open(app);
    const { page } = window;
    await page.getByRole("button", { name: "Paste", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Add a provider" });
    await dialog
      .getByRole("textbox", { name: "Key or address" })
      .fill(simulated.upstream.url);
    await dialog
      .getByLabel(/^Key \(if it asks for one\)/)
      .fill("sk-wrong-1234");
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.getByText(/rejected the key/).waitFor();
    await dialog.getByRole("button", { name: "Change it" }).click();
    await dialog.getByRole("button", { name: "Add", exact: true }).waitFor();
  });

  test("a GGUF file is opened by its path and answers", async () => {
    await using app = await startApp();
    await using window = await open(app);
    const { page } = window;
    await page.getByRole("button", { name: "Choose file" }).click();
    const dialog = page.getByRole("dialog", { name: "Open a GGUF file" });
    await dialog
      .getByRole("textbox", { name: "Path of the file" })
      .fill("/nowhere.gguf");
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await dialog.getByText("There is no file at /nowhere.gguf.").waitFor();
    await dialog.getByRole("textbox", { name: "Path of the file" }).fill(model);
    await dialog.getByRole("button", { name: "Open", exact: true }).click();
    await composer(page).waitFor();
    await send(page, "Tell me a story");
    const reply = await settledReply(page);
    expect(await reply.innerText()).toContain("Stays on this computer");
    expect(await reply.innerText()).toContain("its own chat template");
  });
});
