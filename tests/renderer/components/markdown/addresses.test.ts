import { describe, expect, it } from "vitest";
import {
  decodeEntities,
  isEmbeddedImage,
  safeLink,
} from "#renderer/components/markdown/addresses.ts";

describe("addresses in untrusted Markdown", () => {
  it("opens the web and mail and nothing else", () => {
    expect(safeLink("https://example.org/a b")).toBe(
      "https://example.org/a%20b",
    );
    expect(safeLink("mailto:a@example.org")).toBe("mailto:a@example.org");
    for (const address of [
      "javascript:alert(1)",
      " java\nscript:alert(1)",
      "&#106;avascript:alert(1)",
      "data:text/html,<script>",
      "file:///etc/passwd",
      "app://index.html",
      "/relative",
      "#fragment",
    ])
      expect(safeLink(address), address).toBeUndefined();
  });

  it("shows only images that hold their own bytes", () => {
    expect(isEmbeddedImage("data:image/png;base64,iVBORw0KGgo=")).toBe(true);
    for (const address of [
      "https://example.org/pixel.png",
      "data:image/svg+xml;base64,PHN2Zz4=",
      "data:text/html;base64,PHN2Zz4=",
      "//example.org/a.png",
    ])
      expect(isEmbeddedImage(address), address).toBe(false);
  });

  it("reads character references once and leaves unknown names alone", () => {
    expect(decodeEntities("a &lt; b &amp;lt; &#20320; &#x1F600; &nope;")).toBe(
      "a < b &lt; 你 😀 &nope;",
    );
    expect(decodeEntities("&#38;lt; &constructor;")).toBe("&lt; &constructor;");
    expect(decodeEntities("&#xD800;&#0;")).toBe("\ufffd\ufffd");
  });
});
