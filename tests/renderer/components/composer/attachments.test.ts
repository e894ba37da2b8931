import { describe, expect, it } from "vitest";
import {
  decodeText,
  imageLimit,
  readAttachment,
  textLimit,
  toBase64,
} from "#renderer/components/composer/attachments.ts";

const file = (content: BlobPart, name: string, type = "") =>
  new File([content], name, { type });

describe("attachments", () => {
  it("takes images as base64 and text as text", async () => {
    const bytes = Uint8Array.of(137, 80, 78, 71, 0, 255);
    expect(
      await readAttachment(file(bytes, "a.png", "image/png"), "a.png"),
    ).toMatchObject({
      name: "a.png",
      size: 6,
      part: {
        type: "image",
        mediaType: "image/png",
        source: { type: "base64", data: "iVBORwD/" },
      },
    });
    expect(
      await readAttachment(file("漢字 text", "notes.md"), "notes.md"),
    ).toMatchObject({
      part: {
        type: "file",
        name: "notes.md",
        mediaType: "text/plain",
        text: "漢字 text",
      },
    });
  });

  it("refuses what is too large or no text, by name", async () => {
    const large = new Uint8Array(imageLimit + 1);
    expect(
      await readAttachment(file(large, "big.png", "image/png"), "big.png"),
    ).toEqual({ reason: "too-large", name: "big.png", limit: imageLimit });
    expect(
      await readAttachment(
        file("x".repeat(textLimit + 1), "big.txt"),
        "big.txt",
      ),
    ).toEqual({ reason: "too-large", name: "big.txt", limit: textLimit });
    expect(
      await readAttachment(file(new Uint8Array(textLimit + 1), "v"), "v"),
    ).toEqual({ reason: "binary", name: "v" });
    expect(
      await readAttachment(file(Uint8Array.of(0, 1, 2), "a.zip"), "a.zip"),
    ).toEqual({ reason: "binary", name: "a.zip" });
    expect(
      await readAttachment(file(Uint8Array.of(255, 128), "latin"), "latin"),
    ).toEqual({ reason: "binary", name: "latin" });
  });

  it("reads UTF-16 with its mark", () => {
    expect(decodeText(Uint8Array.of(0xff, 0xfe, 0x41, 0))).toBe("A");
    expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toBe("A");
  });

  it("encodes megabytes without running out of arguments", () => {
    const bytes = new Uint8Array(1_000_000).fill(65);
    expect(atob(toBase64(bytes))).toHaveLength(1_000_000);
  });
});
