import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import {
  askGateway,
  makeKey,
  openGatewayPage,
} from "#tests/support/gateway-window.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

async function choose(
  page: Page,
  filter: "Time" | "Key" | "Outcome",
  option: string,
): Promise<void> {
  await page.getByRole("combobox", { name: filter, exact: true }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

async function exported(page: Page, format: string): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: format }).click();
  return await readFile(await (await download).path(), "utf8");
}

describeInBrowser("the audit's page", (open) => {
  test("filters, keeps still while requests come, and exports what it shows", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    const token = await makeKey(page, { name: "Editor" });
    const ask = (path: string, key: string, model?: string) =>
      fetch(`${app.ready.gateway}${path}`, {
        headers: {
          authorization: `Bearer ${key}`,
          "content-type": "application/json",
        },
        ...(model === undefined
          ? {}
          : {
              method: "POST",
              body: JSON.stringify({
                model,
                messages: [{ role: "user", content: "Hello" }],
              }),
            }),
      }).then((response) => response.text());
    await openGatewayPage(page, "Audit");
    await page.getByText("No request yet.").waitFor();

    await ask("/v1/chat/completions", token, "demo:simulated-fast");
    await ask("/v1/chat/completions", token, "demo:no-such-model");
    for (let count = 0; count < 60; count++) await ask("/v1/models", "wrong");
    const rows = page.getByRole("row");
    // They appear by themselves, the newest at the top.
    await rows.nth(1).filter({ hasText: "401" }).waitFor();
    await page
      .getByRole("grid")
      .and(page.locator('[aria-rowcount="63"]'))
      .waitFor();

    const scroller = page.locator('[role="grid"]');
    await scroller.evaluate((element) => (element.scrollTop = 800));
    const read = () =>
      page.evaluate(() => {
        const grid = document.querySelector('[role="grid"]');
        const { left, top } = grid?.getBoundingClientRect() ?? new DOMRect();
        const row = document
          .elementFromPoint(left + 40, top + 200)
          ?.closest('[role="row"]');
        return [row?.textContent, row?.getBoundingClientRect().top];
      });
    const before = await read();
    await ask("/v1/models", token);
    await page.getByRole("button", { name: "1 new request" }).waitFor();
    expect(await read()).toEqual(before);
    await page.getByRole("button", { name: "1 new request" }).click();
    await rows.nth(1).filter({ hasText: "Editor" }).waitFor();

    await choose(page, "Key", "Editor");
    await page.locator('[role="grid"][aria-rowcount="4"]').waitFor();
    await choose(page, "Outcome", "answered");
    await page.locator('[role="grid"][aria-rowcount="3"]').waitFor();
    await page.getByRole("searchbox", { name: "Model" }).fill("SIMULATED-f");
    await page.locator('[role="grid"][aria-rowcount="2"]').waitFor();

    const lines = (await exported(page, "JSON lines")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        askedModel: "demo:simulated-fast",
        servedModel: "demo:simulated-fast",
        outcome: "ok",
        status: 200,
      }),
    ]);
    const [header, ...cells] = (await exported(page, "CSV table"))
      .trim()
      .split(/\r?\n/);
    expect(header).toContain("requestId");
    expect(cells).toHaveLength(1);

    await page
      .getByRole("searchbox", { name: "Model" })
      .fill("nothing like it");
    await page.getByText("No request is like this.").waitFor();
    await page
      .getByRole("main")
      .getByRole("button", { name: "Show all" })
      .last()
      .click();
    await page.locator('[role="grid"][aria-rowcount="64"]').waitFor();

    // The arrow keys move through it, and Escape leaves the details.
    await page.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    const details = page.getByRole("complementary", {
      name: "Details of the request",
    });
    await details.getByText("GET /v1/models").waitFor();
    await page.keyboard.press("Escape");
    await details.waitFor({ state: "detached" });
  });

  test("what prompt logging kept is in the details, secrets hidden", async () => {
    await using app = await startApp({
      demo: true,
      config: {
        promptLogging: "redacted",
        gateway: { requireKey: false },
      },
    });
    await using window = await open(app);
    const { page } = window;
    await fetch(`${app.ready.gateway}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model: "demo:simulated-fast",
        messages: [{ role: "user", content: "Write to ada@example.com" }],
      }),
    }).then((response) => response.text());
    await goTo(page, "Gateway");
    await openGatewayPage(page, "Audit");
    await page
      .getByText("one line for each request, prompts without secrets")
      .waitFor();
    await page.getByRole("row").filter({ hasText: "200" }).click();
    const details = page.getByRole("complementary", {
      name: "Details of the request",
    });
    await details
      .getByText(/Write to \[hidden\]/)
      .first()
      .waitFor();
    expect(await details.innerText()).not.toContain("ada@example.com");

    // Closed above a list that became empty, the keyboard is where the list was.
    await page.getByRole("searchbox", { name: "Model" }).fill("no such model");
    await page.getByText("No request is like this.").waitFor();
    await details.getByRole("button", { name: "Close the details" }).click();
    await details.waitFor({ state: "detached" });
    await page.keyboard.press("Tab");
    const clear = page.getByRole("button", { name: "Show all" }).last();
    await expect
      .poll(() => clear.evaluate((it) => it === document.activeElement))
      .toBe(true);
  });

  test("the log's latest lines are searched, and their folder is named", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    const token = await makeKey(page, { name: "Script" });
    await openGatewayPage(page, "Logs");
    const log = page.getByRole("log", { name: "Logs" });
    await log.getByRole("button", { name: /ModelDocker started/ }).waitFor();
    await askGateway(app, token, { text: "A word that no log may hold" });
    await log.getByRole("button", { name: /Chat call ended/ }).click();
    await log.getByText('"asked"').waitFor();
    expect(await log.innerText()).not.toContain("A word that no log may hold");
    await page.getByText(`${app.dataDir}/logs`).waitFor();
    await page
      .getByRole("searchbox", { name: "Search the log" })
      .fill("no line holds this");
    await page.getByText("No line is like this.").waitFor();
    await page.getByRole("button", { name: "Show everything" }).click();
    await log.getByRole("button").first().waitFor();
    // What was typed before must not be searched for again.
    expect(
      await page
        .getByRole("searchbox", { name: "Search the log" })
        .inputValue(),
    ).toBe("");
  });
});
