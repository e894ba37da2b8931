import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

async function createSet(
  page: Page,
  prompts: string,
  model: string,
): Promise<void> {
  await goTo(page, "Compare");
  await page.getByRole("button", { name: "New prompt set" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Numbers");
  await page.getByRole("textbox", { name: "Prompts" }).fill(prompts);
  const remove = page.getByRole("button", { name: /^Remove / });
  while ((await remove.count()) > 0) await remove.first().click();
  await page.getByRole("button", { name: "Add a model" }).click();
  await page.getByRole("combobox", { name: "Search models" }).fill(model);
  await page.locator('[role="option"]').first().click();
  await page.getByRole("textbox", { name: "Calls at the same time" }).fill("1");
}

describeInBrowser("a prompt set", (open) => {
  test("runs, checks every answer, and tells which did not pass", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await createSet(page, "one fish\ntwo fish\nno bird", "sim/echo");
    await page.getByRole("button", { name: "Add a check" }).click();
    await page.getByRole("menuitem", { name: "Contains" }).click();
    await page.getByRole("textbox", { name: "Contains" }).fill("fish");
    // What was put together waits, over other screens and a reload.
    await goTo(page, "Models");
    await page.reload();
    await goTo(page, "Compare");
    await page.getByRole("button", { name: "New prompt set" }).click();
    expect(
      await page.getByRole("textbox", { name: "Contains" }).inputValue(),
    ).toBe("fish");
    await page.getByRole("button", { name: "Create" }).click();
    await page.getByText("0 of 3 answers").first().waitFor();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText("3 of 3 answers").first().waitFor();
    await page.getByText("2 of 3 passed").waitFor();
    expect(await page.getByRole("button", { name: "Go on" }).count()).toBe(0);
    await page.getByRole("button", { name: "Not passed", exact: true }).click();
    const table = page.getByRole("table", { name: "Answers" });
    await expect.poll(() => table.getByRole("row").count()).toBe(2);
    await table.getByRole("cell").last().getByRole("button").click();
    await page.getByRole("dialog").getByText("no bird").first().waitFor();
  });

  test("that a kill interrupted goes on where it was", async () => {
    await using simulated = await simulatedInstance({ slowMs: 15 });
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    window.allow(/WebSocket|ERR_/);
    const prompts = Array.from({ length: 12 }, (_, at) => `question ${at}`);
    await createSet(window.page, prompts.join("\n"), "sim/slow");
    await window.page.getByRole("button", { name: "Create" }).click();
    await window.page.getByRole("button", { name: "Run", exact: true }).click();
    await window.page
      .getByText(/^[2-9] of 12 answers$/)
      .first()
      .waitFor();
    await app.kill();
    const calls = (): number =>
      simulated.upstream.requests.filter(({ path }) =>
        path.endsWith("/chat/completions"),
      ).length;
    const before = calls();
    await using again = await app.restart();
    await using next = await open(again);
    const { page } = next;
    await goTo(page, "Compare");
    await page.getByRole("button", { name: /^Numbers/ }).click();
    await page.getByText(/ended in the middle of this run/).waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page
      .getByText("12 of 12 answers")
      .first()
      .waitFor({ timeout: 40_000 });
    // Everything that was answered is kept: at most the cell in flight is asked again.
    expect(calls() - before).toBeLessThanOrEqual(11);
    expect(calls()).toBeLessThanOrEqual(13);
  });
});
