import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { chatModel } from "./real-runtime.ts";

const begin = "{% for message in messages %}";
const source =
  begin +
  "{{'<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n'}}{% endfor %}{% if add_generation_prompt %}<|im_start|>bot\n<think>\n{% endif %}{#</think>#}";

/** The model with a chat template, of which the template opens a thought before each reply. */
export function thinkingModel(): string {
  const bytes = readFileSync(chatModel);
  const at = bytes.indexOf(begin);
  const length = Number(bytes.readBigUInt64LE(at - 8));
  // Only a comment may grow: what is written must stay the same.
  const padded = source.replace(
    "#}",
    "#}".padStart(length - source.length + 2),
  );
  bytes.write(padded, at);
  const directory = mkdtempSync(join(tmpdir(), "modeldocker-model-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const path = join(directory, "thinking.gguf");
  writeFileSync(path, bytes);
  return path;
}
