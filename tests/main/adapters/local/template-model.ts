import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { chatModel } from "./real-runtime.ts";

const key = "tokenizer.chat_template";
const kindsKey = "tokenizer.ggml.token_type";
/** Of a token, in GGUF. */
const userDefined = 4;
/** A text's length stands before it in eight bytes, and its kind in four before that. */
const [kind, length] = [4, 8];
/** Where tensors begin is a multiple of this. */
const alignment = 32;

/** The model with a chat template, but with this one; tokens of these numbers are defined by its file. */
export function modelWithTemplate(
  source: string,
  defined: readonly number[] = [],
): string {
  const bytes = readFileSync(chatModel);
  const kinds = bytes.indexOf(kindsKey) + kindsKey.length + 2 * kind + length;
  for (const token of defined)
    bytes.writeInt32LE(userDefined, kinds + token * 4);
  const at = bytes.indexOf(key) + key.length + kind;
  const own = Number(bytes.readBigUInt64LE(at));
  const excess =
    (Buffer.byteLength(source) + comment("").length - own) % alignment;
  const padding = " ".repeat((alignment - excess) % alignment);
  const template = Buffer.from(comment(padding) + source);
  const size = Buffer.alloc(length);
  size.writeBigUInt64LE(BigInt(template.length));
  const [before, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at + length + own),
  ];
  return written(Buffer.concat([before, size, template, after]));
}

function written(bytes: Buffer): string {
  const directory = mkdtempSync(join(tmpdir(), "modeldocker-model-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "model.gguf");
  writeFileSync(path, bytes);
  return path;
}

function comment(text: string): string {
  return `{#${text}#}`;
}
