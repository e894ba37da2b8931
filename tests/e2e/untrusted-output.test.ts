import { expect, test } from "vitest";
import { startApp } from "#tests/support/app.ts";
import { simulatedInstance } from "#tests/support/simulated-instance.ts";
import {
  chooseModel,
  describeInBrowser,
  send,
  settledReply,
} from "#tests/support/window.ts";

const hostile = [
  "<script>globalThis.planted = 1</script>",
  '<img src="x" onerror="globalThis.planted = 1">',
  "![tracker](https://tracker.example/pixel.png)",
  "![inline](data:image/svg+xml;base64,PHN2Zy8+)",
  "[click](javascript:globalThis.planted=1)",
  "[file](file:///etc/passwd)",
  "[good](https://example.com/page)",
  '<iframe src="https://tracker.example"></iframe>',
  "$\\href{javascript:alert(1)}{x}$",
].join("\n\n");

describeInBrowser("what a model writes is not trusted", (open) => {
  test("no script runs, nothing is fetched, only web links remain", async () => {
    await using simulated = await simulatedInstance();
    await using app = await startApp({ config: simulated.config });
    // Disposing of the window fails on any request to another machine.
    await using window = await open(app);
    const { page } = window;
    await chooseModel(page, "sim:sim/echo");
    await send(page, hostile);
    const reply = await settledReply(page);
    await reply.getByText("globalThis.planted").first().waitFor();
    expect(await page.evaluate("globalThis.planted")).toBeUndefined();
    expect(await reply.locator("script, iframe, object, embed").count()).toBe(
      0,
    );
    const addresses = await reply
      .locator("a")
      .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    expect(addresses).toContain("https://example.com/page");
    for (const address of addresses)
      expect(address).toMatch(/^https:\/\/(example\.com|tracker\.example)\//);
    const images = await reply
      .locator("img")
      .evaluateAll((all) => all.map((image) => image.getAttribute("src")));
    for (const source of images) expect(source).toMatch(/^(data|blob):/);
  });
});
