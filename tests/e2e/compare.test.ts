import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { ask, column, ended } from "#tests/support/compare.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  composer,
  describeInBrowser,
  goTo,
  send,
} from "#tests/support/window.ts";

/** Until no more are found: the last may come a moment after the replies have ended. */
async function stillDifferences(page: Page): Promise<void> {
  let before = "";
  await expect
    .poll(
      async () => {
        const now = await page.evaluate(() =>
          [...CSS.highlights.values()].map(({ size }) => size).join(),
        );
        const isStill = now === before;
        before = now;
        return isStill;
      },
      { interval: 300 },
    )
    .toBe(true);
}

describeInBrowser("a comparison", (open) => {
  test("an example runs at a press in the demo, and differences are found, painted and gone through", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Compare");
    await page.getByRole("button", { name: /^Check facts/ }).click();
    await column(page, "Simulated Fast").waitFor();
    await ended(page);
    await page
      .getByText(/\d+ of its own/)
      .first()
      .waitFor();
    const painted = await page.evaluate(
      () => CSS.highlights.get("difference-own")?.size ?? 0,
    );
    expect(painted).toBeGreaterThan(0);
    await stillDifferences(page);
    const answer = column(page, "Simulated Fast").locator("p").first();
    const marked = await answer.innerHTML();
    await page.keyboard.press("Alt+ArrowDown");
    await page.getByText(/^1 of \d+$/).waitFor();
    await page.keyboard.press("Alt+ArrowUp");
    await page.getByText(/^(\d+) of \1$/).waitFor();
    const thorough = column(page, "Simulated Thorough");
    const position = page.getByText(/^\d+ of \d+$/);
    const before = await position.innerText();
    await thorough.getByRole("button", { name: /of its own/ }).click();
    await expect.poll(() => position.innerText()).not.toBe(before);
    const own = await position.innerText();
    const tick = thorough.locator('path[data-kind="clash"]');
    await expect
      .poll(async () => {
        const place = await tick.evaluate((path) => {
          const { x, y, width } = path.getBoundingClientRect();
          return { x: x + width / 2, y };
        });
        await page.mouse.click(place.x, place.y);
        return position.innerText();
      })
      .not.toBe(own);
    await page.getByRole("radio", { name: "Off" }).click();
    await expect.poll(() => page.evaluate(() => CSS.highlights.size)).toBe(0);
    // Marks lie over the text: the answer itself is never touched.
    expect(await answer.innerHTML()).toBe(marked);
  });

  test("columns go at their own pace; one that fails disturbs no other", async () => {
    await using simulated = await simulatedInstance({ slowMs: 25 });
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await ask(
      page,
      ["sim:sim/echo", "sim:sim/endless", "sim:sim/402"],
      "Count",
    );
    await column(page, "echo").getByText("Count").waitFor();
    await column(page, "402")
      .getByText(/out of credit/)
      .waitFor();
    await column(page, "endless").getByText("0 1 2 3").waitFor();
    await column(page, "endless").getByRole("button", { name: "Stop" }).click();
    await column(page, "endless").getByText("stopped").waitFor();
    await ended(page);
    const kept = await column(page, "endless").innerText();
    expect(kept).toContain("0 1 2 3");

    await send(page, "Once more");
    await column(page, "echo").getByText("Once more").waitFor();
    await page.getByText("2 of 2").waitFor();
    await page.getByRole("button", { name: "Previous question" }).click();
    await column(page, "echo").getByText("Count").waitFor();
    await page.getByRole("button", { name: "Stop all" }).click();
    await page.getByRole("button", { name: /^Send\b/ }).waitFor();
  });

  test("a reload in the middle loses nothing", async () => {
    await using simulated = await simulatedInstance({ slowMs: 20 });
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    window.allow(/WebSocket|ERR_/);
    await ask(page, ["sim:sim/endless", "sim:sim/echo"], "Count");
    await column(page, "endless").getByText("0 1 2 3").waitFor();
    await page.reload();
    await column(page, "echo").getByText("Count").waitFor();
    const endless = column(page, "endless");
    await endless.getByText("0 1 2 3").waitFor();
    await expect
      .poll(async () => (await endless.innerText()).match(/\d+ /g)?.length ?? 0)
      .toBeGreaterThan(60);
    await page.getByRole("button", { name: "Stop all" }).click();
    await ended(page);
    const text = await endless.locator("p").first().innerText();
    const numbers = text.trim().split(/\s+/).map(Number);
    expect(numbers).toEqual(numbers.map((_, at) => at));
  });

  test("a blind vote hides names until it is cast, and counts in the leaderboard", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await ask(page, ["sim:sim/echo", "sim:sim/plain"], "Which one");
    await ended(page);
    await page.getByRole("button", { name: "Blind", exact: true }).click();
    await column(page, "Model A").waitFor();
    const main = page.getByRole("main");
    expect(await main.innerText()).not.toMatch(/echo|tok\/s|Simulated: plain/);
    expect(await main.innerHTML()).not.toMatch(/sim\/(echo|plain)/);
    const best = column(page, "Model B");
    await best.getByRole("button", { name: "Best" }).click();
    await page.getByText(/^You chose /).waitFor();
    await column(page, "A: ").waitFor();
    await page.getByRole("button", { name: "Leaderboard" }).click();
    const table = page.getByRole("table");
    await table.getByRole("row").nth(2).waitFor();
    const [first, second] = (
      await table.getByRole("row").allInnerTexts()
    ).slice(1);
    expect(first).not.toBe(second);
    await page.getByText("from 1 vote").waitFor();
    await page.getByRole("img", { name: /Ratings of 2 models/ }).waitFor();
  });

  test("answers are merged by a prompt that can be seen and changed", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await ask(page, ["sim:sim/echo", "sim:sim/plain"], "Words to merge");
    await ended(page);
    await page.getByRole("button", { name: "Merge answers" }).click();
    const prompt = page.getByRole("textbox", { name: "What it is asked" });
    await expect.poll(() => prompt.inputValue()).toContain("Words to merge");
    await prompt.fill("Say only this sentence.");
    await page.getByRole("button", { name: "Merge", exact: true }).click();
    await page
      .getByRole("region", { name: "Merged answer" })
      .getByText("Say only this sentence.")
      .waitFor();
  });

  test("is listed, found by its answers, renamed, duplicated, deleted and brought back", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await ask(page, ["sim:sim/echo", "sim:sim/plain"], "Pears and plums");
    await ended(page);
    const list = page.getByRole("region", { name: "Comparisons" });
    const row = list.getByRole("button", {
      name: "Pears and plums",
      exact: true,
    });
    await row.waitFor();
    const menu = list.getByRole("button", { name: /^Actions for/ }).first();
    await row.hover();
    await menu.click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    await expect.poll(() => row.count()).toBe(2);
    const search = page.getByRole("searchbox", { name: "Search comparisons" });
    await search.fill("nothing like it");
    await page.getByText("Nothing found.").waitFor();
    await search.fill("");
    await row.first().focus();
    await page.keyboard.press("F2");
    await list.getByRole("textbox", { name: "Title" }).fill("Fruit");
    await page.keyboard.press("Enter");
    const fruit = list.getByRole("button", { name: "Fruit", exact: true });
    await fruit.focus();
    await page.keyboard.press("Delete");
    await page.getByText("“Fruit” was deleted.").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await fruit.waitFor();
    expect(await composer(page).count()).toBe(1);
  });
});
