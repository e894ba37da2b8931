import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessibilityFaults } from "#tests/support/accessibility.ts";
import { startApp } from "#tests/support/app.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  chooseModel,
  describeInBrowser,
  goTo,
  replies,
  send,
  settledReply,
} from "#tests/support/window.ts";

const question = "What is six times seven?";

/** A new chat in which the same question has the same answer, asked once. */
async function askAnew(page: Page): Promise<void> {
  await page.getByRole("button", { name: "New chat" }).first().click();
  await page.getByText("New chat").first().waitFor();
  await page.getByRole("slider", { name: "Temperature" }).press("Home");
  await send(page, question);
  await settledReply(page);
}

/** A large figure's name, value and what it is made of. */
const figure = (page: Page, label: string) =>
  page
    .locator("dl > div")
    .filter({ hasText: new RegExp(`^${label}`) })
    .locator("dt, dd")
    .allInnerTexts();

/** The first look starts a thread. */
const patient = { timeout: 10_000 };

async function exported(page: Page, format: string): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const downloading = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: format }).click();
  return readFile(await (await downloading).path(), "utf8");
}

describeInBrowser("activity", (open) => {
  test("a repeat comes from the cache and says so; what was spent and saved is shown, exported, and the cache emptied", async () => {
    await using simulated = await simulatedInstance();
    const asked = () =>
      simulated.upstream.requests.filter(({ path }) =>
        path.endsWith("/chat/completions"),
      ).length;
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/echo");
    await askAnew(page);
    expect(await replies(page).getByText("from cache").count()).toBe(0);
    await askAnew(page);
    await replies(page)
      .getByText(/^from cache, \d+ \w+ old, saved <\$0\.0001/)
      .waitFor();
    expect(await figure(page, "Saved by cache")).toEqual([
      "Saved by cache",
      "<$0.0001",
    ]);
    expect(asked()).toBe(1);

    await page.getByRole("button", { name: "Run again without cache" }).click();
    await page.getByText("2 of 2").waitFor();
    await settledReply(page);
    expect(asked()).toBe(2);
    expect(await replies(page).getByText("from cache").count()).toBe(0);

    await page
      .getByRole("button", { name: "<$0.0001 spent today. Open Activity" })
      .click();
    await page.getByRole("heading", { name: "Activity", level: 1 }).waitFor();
    await expect
      .poll(() => figure(page, "Requests"), patient)
      .toEqual(["Requests", "3", "33\u00a0% from cache"]);
    expect(await figure(page, "Error rate")).toEqual([
      "Error rate",
      "0\u00a0%",
      "0 requests failed",
    ]);
    await page.getByRole("img", { name: /^Cost by model over time/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const day = page.getByRole("table").getByRole("row").nth(1);
    expect((await day.innerText()).split("\t").slice(1, 5)).toEqual([
      "<$0.0001",
      "3",
      "1",
      "0",
    ]);
    const [, record] = (await exported(page, "Table as CSV"))
      .split("\r\n")
      .map((line) => line.split(","));
    expect(record?.[0]).toMatch(/^\d{4}-\d{2}-\d{2}T/);

    await page
      .getByRole("button", { name: "Models", exact: true })
      .last()
      .click();
    await page.getByRole("rowheader", { name: "echo" }).waitFor();
    await page.getByRole("radio", { name: "Requests" }).click();
    await page.getByRole("img", { name: /^Requests by model/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const csv = await exported(page, "Table as CSV");
    expect(csv).toContain("\r\nsim:sim/echo,3,1,0,");
    expect(csv).toContain(",0.000060000,0.000030000,");
    const json = JSON.parse(await exported(page, "Everything as JSON")) as {
      readonly total: unknown;
    };
    expect(json.total).toMatchObject({ requests: 3, costNanoUsd: 60_000 });
  });

  test("the cache is emptied after it was said what goes", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/echo");
    await askAnew(page);
    await goTo(page, "Activity");
    await page.getByRole("button", { name: "Cache", exact: true }).click();
    await expect
      .poll(() => figure(page, "Answers kept"), patient)
      .toEqual(["Answers kept", "1"]);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Remove all" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^1 kept answer of all models/).waitFor();
    await dialog.getByRole("button", { name: "Remove 1 answer" }).click();
    await page.getByText("1 kept answer was removed.").waitFor();
    await expect
      .poll(() => figure(page, "Answers kept"), patient)
      .toEqual(["Answers kept", "0"]);
    await goTo(page, "Chat");
    await askAnew(page);
    expect(await replies(page).getByText("from cache").count()).toBe(0);
    expect(
      simulated.upstream.requests.filter(({ path }) =>
        path.endsWith("/chat/completions"),
      ),
    ).toHaveLength(2);
  });
});
