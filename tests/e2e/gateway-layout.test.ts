import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { accessibilityFaults } from "#tests/support/accessibility.ts";
import { startApp, type RunningApp } from "#tests/support/app.ts";
import {
  askGateway,
  makeKey,
  openGatewayPage,
} from "#tests/support/gateway-window.ts";
import { connectRpc } from "#tests/support/rpc.ts";
import { describeInBrowser, goTo } from "#tests/support/window.ts";

const windows = [
  { width: 900, height: 600 },
  { width: 1024, height: 768 },
  { width: 1280, height: 800 },
  { width: 1600, height: 900 },
];

const longName = "Nightly evaluation of everything we have ever shipped";

const ask = (app: RunningApp, token: string) =>
  askGateway(app, token).then((reply) => reply.text());

/** Texts among these that end in an ellipsis, for want of part of a pixel, too. */
function cutOff(places: Locator): Promise<readonly string[]> {
  return places.evaluateAll((all) => {
    const isCut = (place: Element) => {
      const style = getComputedStyle(place);
      const content = document.createRange();
      content.selectNodeContents(place);
      const room =
        place.getBoundingClientRect().width -
        parseFloat(style.paddingLeft) -
        parseFloat(style.paddingRight);
      return (
        style.textOverflow === "ellipsis" &&
        place.getClientRects().length > 0 &&
        content.getBoundingClientRect().width > room + 0.01
      );
    };
    return all
      .flatMap((place) => [place, ...place.querySelectorAll("*")])
      .filter(isCut)
      .map(({ textContent }) => textContent);
  });
}

async function overlap(one: Locator, other: Locator): Promise<boolean> {
  const [a, b] = [await one.boundingBox(), await other.boundingBox()];
  if (a === null || b === null) throw new Error("One of them is not there.");
  return (
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height
  );
}

/** From now on it is tomorrow for the page: moments name their day. */
const tomorrow = (page: Page) =>
  page.clock.setFixedTime(Date.now() + 24 * 3_600_000);

describeInBrowser("the gateway's pages at any width", (open) => {
  test("a request's details lie over nothing, and every filter stays in reach", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await tomorrow(page);
    await goTo(page, "Gateway");
    const token = await makeKey(page, { name: longName });
    await ask(app, token);
    for (let count = 0; count < 40; count++) await ask(app, "wrong");

    const grid = page.getByRole("grid", { name: "Audit" });
    const details = page.getByRole("complementary", {
      name: "Details of the request",
    });
    const close = details.getByRole("button", { name: "Close the details" });
    const filters = [
      page.getByRole("searchbox", { name: "Model" }),
      ...["Time", "Key", "Outcome"].map((name) =>
        page.getByRole("combobox", { name, exact: true }),
      ),
    ];
    for (const size of windows) {
      await page.setViewportSize(size);
      await openGatewayPage(page, "Overview");
      const card = page.getByRole("region", { name: "Audit" });
      await card.getByRole("row").nth(1).waitFor();
      const exact = card.locator(
        "td:is(:nth-child(1), :nth-child(5), :nth-child(6), :nth-child(7))",
      );
      expect(await cutOff(exact)).toEqual([]);
      // However long a key's name, the model of the example is named in full.
      const model = page.getByRole("button", { name: /^Model: / });
      expect(await cutOff(model)).toEqual([]);

      await openGatewayPage(page, "Audit");
      const rows = grid.getByRole("row");
      await rows.nth(1).filter({ hasText: "401" }).click();
      await details.getByText("No model was asked.").waitFor();
      // A trial fails where anything else would take the press.
      for (const filter of [...filters, close])
        await filter.click({ trial: true });
      for (const place of [...filters, grid])
        expect(await overlap(details, place)).toBe(false);
      const times = grid.locator('[role="gridcell"]:first-child');
      expect(await cutOff(times)).toEqual([]);
      expect(await accessibilityFaults(page)).toEqual([]);

      // Closed from the keyboard, they give the focus back to the lines.
      await close.focus();
      await page.keyboard.press("Enter");
      await details.waitFor({ state: "detached" });
      await grid.and(page.locator(":focus")).waitFor();
      // A press on their text does not take Escape away.
      await page.keyboard.press("ArrowDown");
      await details.getByText("No model was asked.").click();
      await page.keyboard.press("Escape");
      await details.waitFor({ state: "detached" });
    }

    // A long name in the filter of keys leaves the others on their line, where there is one.
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.getByRole("combobox", { name: "Key" }).click();
    await page.getByRole("option", { name: longName }).click();
    await page.locator('[role="grid"][aria-rowcount="2"]').waitFor();
    const line = [...filters, page.getByRole("button", { name: "Show all" })];
    const middles = await Promise.all(
      line.map(async (filter) => {
        const { y, height } = (await filter.boundingBox()) ?? {};
        return Math.round((y ?? NaN) + (height ?? NaN) / 2);
      }),
    );
    expect(new Set(middles).size).toBe(1);
  });

  test("a key's state and an alias's targets are told in full", async () => {
    await using app = await startApp({ demo: true });
    using rpc = await connectRpc(app);
    const { keys, aliases } = rpc.client;
    const { key } = await keys.create({ name: "Old laptop" });
    await keys.revoke({ id: key.id });
    await aliases.create({
      id: "default-code",
      targets: ["fast", "slow", "thorough"].map((it) => `demo:simulated-${it}`),
    });
    await aliases.create({ id: "nightly", targets: ["default-code"] });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    for (const size of windows) {
      await page.setViewportSize(size);
      await openGatewayPage(page, "Keys");
      const row = page.getByRole("row").filter({ hasText: "Old laptop" });
      await row.waitFor();
      expect(await cutOff(row)).toEqual([]);
      await openGatewayPage(page, "Aliases");
      const target = page.getByTitle("default-code", { exact: true });
      expect(await cutOff(target)).toEqual([]);
    }
  });

  test("the log is one stop of the Tab key, and its lines say what happened first", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await goTo(page, "Gateway");
    const token = await makeKey(page, { name: "Script" });
    for (let count = 0; count < 3; count++) await ask(app, token);
    await openGatewayPage(page, "Logs");
    const log = page.getByRole("log", { name: "Logs" });
    const ended = log.getByRole("button", { name: /Chat call ended/ });
    await expect.poll(() => ended.count()).toBe(3);
    expect(await ended.last().innerText()).toMatch(
      /asked=demo:simulated-fast .*call=[0-9a-f-]{36}$/,
    );

    await log.focus();
    await page.keyboard.press("ArrowUp");
    await ended.last().and(page.locator(":focus")).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await ended
      .nth(1)
      .and(page.locator('[aria-expanded="true"]:focus'))
      .waitFor();
    await page.keyboard.press("Tab");
    await page
      .getByRole("button", { name: "Copy the folder's path" })
      .and(page.locator(":focus"))
      .waitFor();
  });
});
