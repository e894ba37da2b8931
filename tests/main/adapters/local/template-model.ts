import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { chatModel } from "./real-runtime.ts";

const key = "tokenizer.chat_template";
const kindsKey = "tokenizer.ggml.token_type";
/** Of a token, in GGUF. */
const userDefined = 4;
/** Of a value, in GGUF. */
const stringKind = 8;
/** Where a file says how many values it has. */
const countAt = 16;
/** A text's length stands before it in eight bytes, and its kind in four before that. */
const [kind, length] = [4, 8];
/** Where tensors begin is a multiple of this. */
const alignment = 32;

/** The model with a chat template, but with this one; tokens of these numbers are defined by its file. */
export function modelWithTemplate(
  source: string,
  defined: readonly number[] = [],
): string {
  return written(withTemplate(source, defined));
}

/** The same with a second template, for conversations with functions. */
export function modelWithToolTemplate(source: string, tools: string): string {
  const bytes = withTemplate(source, []);
  const name = `${key}.tool_use`;
  const head = length + name.length + kind + length;
  const text = padded(tools, head);
  const entry = Buffer.alloc(head + text.length);
  entry.writeBigUInt64LE(BigInt(name.length));
  entry.write(name, length);
  entry.writeUInt32LE(stringKind, length + name.length);
  entry.writeBigUInt64LE(BigInt(text.length), length + name.length + kind);
  text.copy(entry, head);
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(countAt) + 1n, countAt);
  const at = bytes.indexOf(key) - length;
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  return written(Buffer.concat([before, entry, after]));
}

function withTemplate(source: string, defined: readonly number[]): Buffer {
  const bytes = readFileSync(chatModel);
  const kinds = bytes.indexOf(kindsKey) + kindsKey.length + 2 * kind + length;
  for (const token of defined)
    bytes.writeInt32LE(userDefined, kinds + token * 4);
  const at = bytes.indexOf(key) + key.length + kind;
  const own = Number(bytes.readBigUInt64LE(at));
  const template = padded(source, -own);
  const size = Buffer.alloc(length);
  size.writeBigUInt64LE(BigInt(template.length));
  const [before, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at + length + own),
  ];
  return Buffer.concat([before, size, template, after]);
}

/** Tensors stay where they may begin, after so many more bytes. */
function padded(source: string, more: number): Buffer {
  const size = Buffer.byteLength(source) + comment("").length + more;
  const excess = ((size % alignment) + alignment) % alignment;
  const padding = " ".repeat((alignment - excess) % alignment);
  return Buffer.from(comment(padding) + source);
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
