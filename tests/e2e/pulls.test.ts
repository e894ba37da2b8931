import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { startOllamaWithDisk } from "#tests/support/upstream/ollama-disk.ts";
import { composer, describeInBrowser, goTo } from "#tests/support/window.ts";

const configOf = (baseUrl: string) => ({
  instances: [{ id: "ollama", kind: "ollama", name: "Ollama", baseUrl }],
});

describeInBrowser("pulling with Ollama", (open) => {
  test("shows how far it is, stops, goes on, answers, and deletes for good", async () => {
    const ollama = await startOllamaWithDisk({ stepMs: 250 });
    await using app = await startApp({ config: configOf(ollama.url) });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Models");
    await page.getByRole("button", { name: "Pull a model" }).click();
    const dialog = page.getByRole("dialog", {
      name: "Pull a model with Ollama",
    });
    await dialog.getByLabel("Model", { exact: true }).fill("qwen3:4b");
    await page.keyboard.press("Enter");

    const row = page.getByRole("listitem").filter({ hasText: "qwen3:4b" });
    await row.getByText(/GB of 4\sGB · .*\/s · .* left$/).waitFor();
    await row.getByRole("button", { name: "Stop pulling qwen3:4b" }).click();
    await row
      .getByText(/^Stopped at .* of 4\sGB; what arrived is kept$/)
      .waitFor();
    const arrived = ollama.arrived;
    expect(arrived).toBeGreaterThan(0);

    // It is a job of the backend: a reload loses nothing.
    await page.reload();
    await row.getByRole("button", { name: "Go on" }).click();
    await row.getByText(/^Ready, 4\sGB$/).waitFor({ timeout: 15_000 });
    await row.getByRole("button", { name: "Chat" }).click();
    await composer(page).waitFor();
    await page.getByRole("button", { name: "Model: qwen3:4b" }).waitFor();

    await goTo(page, "Models");
    await page.getByRole("grid").getByText("qwen3:4b").first().click();
    await page.getByRole("button", { name: "Delete from Ollama" }).click();
    const asking = page.getByRole("dialog", { name: "Delete qwen3:4b?" });
    await asking.getByText(/keeps no copy/).waitFor();
    await asking.getByRole("button", { name: "Delete for good" }).click();
    await page.getByText("qwen3:4b was deleted from Ollama.").waitFor();
    expect([...ollama.models]).toEqual(["plain"]);
    await ollama.close();
  });

  test("says in one sentence why it failed", async () => {
    const ollama = await startOllamaWithDisk();
    ollama.failure =
      'pull model manifest: Get "https://registry.example/v2/": dial tcp: lookup registry.example: no such host';
    await using app = await startApp({ config: configOf(ollama.url) });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Models");
    await page.getByRole("button", { name: "Pull a model" }).click();
    await page.getByLabel("Model", { exact: true }).fill("qwen3:4b");
    await page.keyboard.press("Enter");
    const row = page.getByRole("listitem").filter({ hasText: "qwen3:4b" });
    await row
      .getByText("Ollama cannot reach the library to fetch qwen3:4b.")
      .waitFor();
    ollama.failure = undefined;
    await row.getByRole("button", { name: "Try again" }).click();
    await row.getByText(/^Ready/).waitFor();
    await row
      .getByRole("button", { name: "Take qwen3:4b off this list" })
      .click();
    await row.waitFor({ state: "detached" });
    await ollama.close();
  });
});
