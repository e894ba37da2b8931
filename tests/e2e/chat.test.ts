import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  chooseModel,
  composer,
  describeInBrowser,
  questions,
  replies,
  replyWith,
  send,
  settledReply,
  stopButton,
} from "#tests/support/window.ts";

describeInBrowser("a chat", (open) => {
  test("streams Markdown with table, code and formula, and its figures", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "demo:simulated-thorough");
    await send(page, "Weigh it");
    await stopButton(page).waitFor();
    const reply = await settledReply(page);
    await reply.getByRole("table").waitFor();
    await reply.getByRole("heading", { name: /A simulated answer/ }).waitFor();
    await reply.getByRole("button", { name: "Copy" }).first().waitFor();
    await reply.locator("math, .katex").first().waitFor();
    const text = await reply.innerText();
    expect(text).toMatch(/Simulated/);
    expect(text).toMatch(/tok\/s/);
    expect(text).toMatch(/tokens/);
    expect(text).toMatch(/to first token/);
  });

  test("is titled, listed, renamed, pinned, found, deleted and brought back", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "demo:simulated-fast");
    await send(page, "Plan a picnic");
    await settledReply(page);
    const chats = page.getByRole("region", { name: "Chats" });
    await chats.getByText("Plan a picnic").waitFor();

    const menuOf = (title: string) =>
      chats.getByRole("button", { name: `Actions for “${title}”` });
    await chats.getByText("Plan a picnic").hover();
    await menuOf("Plan a picnic").click();
    await page.getByRole("menuitem", { name: /^Rename/ }).click();
    await chats.getByRole("textbox", { name: "Title" }).fill("Summer picnic");
    await page.keyboard.press("Enter");
    await chats.getByText("Summer picnic").waitFor();

    await menuOf("Summer picnic").click();
    await page.getByRole("menuitem", { name: "Pin", exact: true }).click();
    await chats.getByText("Pinned").waitFor();

    const search = chats.getByRole("searchbox", { name: "Search chats" });
    await search.fill("nothing like it");
    await chats.getByText(/Nothing holds/).waitFor();
    await search.fill("summer");
    await chats.getByText("Summer picnic").waitFor();
    await search.fill("");
    // The whole list is read again a moment later; a menu that is open then would close.
    await page.waitForTimeout(500);

    await menuOf("Summer picnic").click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByText("“Summer picnic” was deleted.").waitFor();
    expect(await chats.getByText("Summer picnic").count()).toBe(0);
    await page.getByRole("button", { name: "Undo" }).click();
    await chats.getByText("Summer picnic").waitFor();
  });

  test("stops at once and keeps what came", async () => {
    await using simulated = await simulatedInstance({ slowMs: 30 });
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/endless");
    await send(page, "Count");
    await replyWith(page, "0 1 2 3");
    await stopButton(page).click();
    const reply = await settledReply(page);
    const text = await reply.innerText();
    expect(text).toContain("0 1 2 3");
    expect(text).toContain("stopped");
    const [call] = simulated.upstream.requests.filter(({ path }) =>
      path.endsWith("/chat/completions"),
    );
    expect(call?.abortedAt).toBeDefined();
  });

  test("regenerates beside the old reply, and edits make branches", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/echo");
    await send(page, "First words");
    await settledReply(page);
    await replies(page)
      .last()
      .getByRole("button", { name: "Write again", exact: true })
      .click();
    await replies(page).last().getByText("2 of 2").waitFor();
    await settledReply(page);

    await send(page, "Second words");
    await replyWith(page, "Second words");
    await settledReply(page);
    expect(await questions(page).count()).toBe(2);

    const first = questions(page).first();
    await first.hover();
    await first.getByRole("button", { name: "Edit and send again" }).click();
    await page
      .getByRole("textbox", { name: "Edit your message" })
      .fill("Other words");
    await page.keyboard.press("Enter");
    await replyWith(page, "Other words");
    await settledReply(page);
    expect(await questions(page).count()).toBe(1);
    await questions(page).first().getByText("2 of 2").waitFor();

    await questions(page)
      .first()
      .getByRole("button", { name: "Previous version" })
      .click();
    await questions(page).last().getByText("Second words").waitFor();
    expect(await questions(page).count()).toBe(2);
    await questions(page).first().getByText("First words").waitFor();
  });

  test("a reload in the middle of a reply loses nothing", async () => {
    await using simulated = await simulatedInstance({ slowMs: 25 });
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    window.allow(/WebSocket|ERR_/);
    await chooseModel(page, "sim:sim/endless");
    await send(page, "Count");
    await replyWith(page, "0 1 2 3");
    await page.reload();
    const reply = await replyWith(page, "0 1 2 3");
    await expect
      .poll(async () => (await reply.innerText()).match(/\d+ /g)?.length ?? 0)
      .toBeGreaterThan(30);
    await stopButton(page).click();
    await settledReply(page);
    const numbers = (await reply.locator("p").first().innerText())
      .trim()
      .split(" ")
      .map(Number);
    expect(numbers).toEqual(numbers.map((_, index) => index));
  });

  test("a page that was closed finds the finished reply when it opens again", async () => {
    await using simulated = await simulatedInstance({ slowMs: 10 });
    await using app = await startApp({ config: simulated.config });
    {
      await using window = await open(app);
      const { page } = window;
      await chooseModel(page, "sim:sim/slow");
      await send(page, "Take your time");
      await stopButton(page).waitFor();
    }
    await using window = await open(app);
    const { page } = window;
    await page
      .getByRole("region", { name: "Chats" })
      .getByText("Take your time")
      .click();
    const reply = await settledReply(page);
    expect((await reply.innerText()).length).toBeGreaterThan(200);
  });

  test("a backend that was killed shows the partial reply as interrupted", async () => {
    await using simulated = await simulatedInstance({ slowMs: 20 });
    await using app = await startApp({ config: simulated.config });
    {
      await using window = await open(app);
      const { page } = window;
      window.allow(/WebSocket|ERR_/);
      await chooseModel(page, "sim:sim/endless");
      await send(page, "Count");
      await replyWith(page, "0 1 2 3");
      await page.waitForTimeout(2_000);
      await app.kill();
      await page
        .getByText(/Connection lost|connection to ModelDocker was lost/)
        .first()
        .waitFor();
    }
    const next = await app.restart();
    await using window = await open(next);
    const { page } = window;
    await page
      .getByRole("region", { name: "Chats" })
      .getByText("Count")
      .click();
    const reply = await replyWith(page, "0 1 2 3");
    await reply
      .getByText(/The program ended while this was being written/)
      .waitFor();
    await reply.getByRole("button", { name: "Try again" }).waitFor();
  });

  test("the keyboard alone is enough", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await page.getByRole("button", { name: /^Model: / }).waitFor();
    await composer(page).focus();
    await page.keyboard.type("Line one");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("line two");
    await page.keyboard.press("Enter");
    await settledReply(page);
    expect(await questions(page).last().innerText()).toContain(
      "Line one\nline two",
    );
    // Every screen is a shortcut away, and Escape steps back to the chat.
    const screens = page
      .getByRole("navigation", { name: "Screens" })
      .getByRole("button");
    const last = await screens.count();
    await page.keyboard.press(`Control+${last}`);
    await page
      .getByRole("heading", { name: "Settings", exact: true })
      .first()
      .waitFor();
    await page.keyboard.press("Escape");
    await composer(page).waitFor();
    // Tab reaches something visible each time, in a ring that ends where it began.
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    const seen = new Set<string>();
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press("Tab");
      seen.add(
        await page.evaluate(() => {
          const { activeElement } = document;
          return `${activeElement?.tagName} ${activeElement?.getAttribute("aria-label") ?? activeElement?.textContent?.slice(0, 30)}`;
        }),
      );
    }
    expect([...seen].some((name) => name.includes("Message"))).toBe(true);
    expect([...seen].some((name) => name.startsWith("BUTTON"))).toBe(true);
  });

  test("Enter does not send half a word while an input method composes", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await composer(page).fill("にほん");
    await composer(page).dispatchEvent("keydown", {
      key: "Enter",
      code: "Enter",
      isComposing: true,
      keyCode: 229,
      bubbles: true,
    });
    await page.waitForTimeout(200);
    expect(await questions(page).count()).toBe(0);
    expect(await composer(page).inputValue()).toBe("にほん");
  });
});

describeInBrowser("a failure is one sentence and one action", (open) => {
  const failures = [
    ["401", /rejected the key/, "Open Providers"],
    ["402", /out of credit/, "Use a local or free model"],
    ["429", /asks to slow down/, /Try again in \d+ s/],
    ["404", /no longer offers/, "Choose another model"],
    ["too-long", /longer than .* can read/, "Start a new chat"],
    ["500", /failed on its side/, "Try again"],
    ["529", /is overloaded/, "Try again"],
    ["html", /not what a model server answers/, "Open Providers"],
    ["big-error", /failed on its side/, "Try again"],
    ["moderated", /held this back|does not allow/, "Choose another model"],
    ["no-terminal", /broke off/, "Try again"],
  ] as const;

  test("for everything that an upstream can answer", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({
      config: simulated.config,
    });
    await using window = await open(app);
    const { page } = window;
    for (const [mode, sentence, action] of failures) {
      await page.getByRole("button", { name: "New chat" }).first().click();
      await chooseModel(page, `sim:sim/${mode}`);
      await send(page, "Hello");
      const notice = replies(page).last().getByRole("alert");
      await notice.getByText(sentence).first().waitFor();
      await notice.getByRole("button", { name: action }).waitFor();
      expect((await notice.innerText()).length).toBeLessThan(400);
    }
  });

  test("an error in mid-stream keeps the text before it", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/mid-error");
    await send(page, "Hello");
    const reply = await settledReply(page);
    await reply.getByRole("alert").waitFor();
    const before = await reply.locator("p").first().innerText();
    expect(before.length).toBeGreaterThan(5);
    await page.reload();
    expect(await replies(page).last().locator("p").first().innerText()).toBe(
      before,
    );
  });

  test("an unreachable endpoint", async () => {
    await using app = await startApp({
      config: {
        instances: [
          { id: "gone", kind: "openai", baseUrl: "http://127.0.0.1:9/v1" },
        ],
      },
    });
    await using window = await open(app);
    const { page } = window;
    await page.goto(`${new URL(app.web).origin}/#/providers`);
    await page
      .getByText(/cannot be reached/)
      .first()
      .waitFor();
  });
});
