import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  chooseModel,
  composer,
  describeInBrowser,
  questions,
  replies,
  send,
  settledReply,
} from "#tests/support/window.ts";

const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

describeInBrowser("what goes with a message", (open) => {
  test("text files and images reach the upstream; what is neither is refused", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/image");
    const input = page.locator('input[type="file"]');
    await input.setInputFiles([
      {
        name: "notes.txt",
        mimeType: "text/plain",
        buffer: Buffer.from("The secret ingredient is patience."),
      },
      { name: "dot.png", mimeType: "image/png", buffer: pixel },
    ]);
    await input.setInputFiles({
      name: "archive.bin",
      mimeType: "application/octet-stream",
      buffer: Buffer.from([0, 1, 2, 3, 0, 255, 254]),
    });
    await page.getByText(/archive\.bin is neither/).waitFor();
    await send(page, "Look at these");
    await settledReply(page);
    const call = simulated.upstream.requests.findLast(({ path }) =>
      path.endsWith("/chat/completions"),
    );
    const body = JSON.stringify(call?.body);
    expect(body).toContain("The secret ingredient is patience.");
    expect(body).toContain(`data:image/png;base64,${pixel.toString("base64")}`);
    expect(body).not.toContain("archive.bin");
    await questions(page).last().getByText("notes.txt").first().waitFor();
  });

  test("an image for a model without eyes is said before it is sent", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/plain");
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: "dot.png", mimeType: "image/png", buffer: pixel });
    await page.getByText(/cannot see images/).waitFor();
    await composer(page).fill("Look");
    expect(
      await page.getByRole("button", { name: /^Send\b/ }).isDisabled(),
    ).toBe(true);
  });

  test("system prompt and parameters of the chat are sent, and only supported ones shown", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/echo");
    await send(page, "First");
    await settledReply(page);
    const inspector = page.getByRole("complementary", {
      name: "Instructions and parameters",
    });
    await inspector.getByText("Max tokens").waitFor();
    expect(await inspector.getByText("Top K").count()).toBe(0);
    await inspector
      .getByRole("textbox", { name: "System prompt" })
      .fill("Be brief.");
    await inspector.getByRole("textbox", { name: /Max tokens/ }).fill("77");
    await page.keyboard.press("Tab");
    await page.waitForTimeout(700);
    await send(page, "Second");
    await expect.poll(() => replies(page).count()).toBe(2);
    await settledReply(page);
    // What lies over a narrow window's composer is there only while it is wanted.
    await page.setViewportSize({ width: 1024, height: 700 });
    await inspector.waitFor({ state: "detached" });
    await page.keyboard.press("Control+i");
    await inspector.waitFor();
    await page.keyboard.press("Escape");
    await inspector.waitFor({ state: "detached" });
    await page.getByText(/^next message ≈ /).waitFor();
    await page.setViewportSize({ width: 1280, height: 800 });
    await inspector.waitFor();
    const call = simulated.upstream.requests.findLast(({ path }) =>
      path.endsWith("/chat/completions"),
    );
    expect(call?.body).toMatchObject({
      stream: true,
      messages: [
        { role: "system", content: "Be brief." },
        { role: "user", content: "First" },
        { role: "assistant" },
        { role: "user", content: "Second" },
      ],
    });
    const body = call?.body as Record<string, unknown> | undefined;
    expect(body?.["max_tokens"] ?? body?.["max_completion_tokens"]).toBe(77);
  });

  test("what is being written outlives a reload, another screen and a scroll out of sight", async () => {
    await using app = await startApp({ demo: true });
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "demo:simulated-fast");
    await send(page, "First words");
    await settledReply(page);
    const chat = page.url();
    await composer(page).fill("Half a thought");
    const tokens = page.getByRole("textbox", { name: "Max tokens" });
    await tokens.fill("77");
    await questions(page).hover();
    await page.getByRole("button", { name: "Edit and send again" }).click();
    const edit = page.getByRole("textbox", { name: "Edit your message" });
    await edit.fill("Other words");
    await page.keyboard.press("Control+3");
    await page.getByRole("searchbox", { name: "Search models" }).waitFor();
    // A screen is found as it was left.
    await page.keyboard.press("Control+1");
    await edit.waitFor();
    expect(page.url()).toBe(chat);
    const written = async () => ({
      edit: await edit.inputValue(),
      draft: await composer(page).inputValue(),
      tokens: await tokens.inputValue(),
    });
    const all = { edit: "Other words", draft: "Half a thought", tokens: "77" };
    await expect.poll(written).toEqual(all);
    await page
      .getByRole("textbox", { name: "System prompt" })
      .fill("In one word.");
    await edit.fill("Better words");
    await page.reload();
    await expect.poll(written).toEqual({ ...all, edit: "Better words" });
    expect(
      await page.getByRole("textbox", { name: "System prompt" }).inputValue(),
    ).toBe("In one word.");

    await edit.press("Enter");
    await settledReply(page);
    await questions(page).getByText("Better words").waitFor();
    await page.reload();
    await questions(page).getByText("Better words").waitFor();
    expect(await edit.count()).toBe(0);
  });
});
