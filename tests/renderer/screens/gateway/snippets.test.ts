import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import {
  blockText,
  snippet,
  snippetKinds,
  type SnippetFacts,
} from "#renderer/screens/gateway/overview/snippets.ts";

const facts: SnippetFacts = {
  address: "http://127.0.0.1:3737",
  model: "ollama-local:qwen3:14b",
  key: "mdk_secret",
  shell: "posix",
};
const texts = (kind: (typeof snippetKinds)[number], given = facts) =>
  snippet(kind, given).map(blockText);

describe("examples", () => {
  test("curl carries key and model and can be run as it stands", () => {
    expect(texts("curl")).toEqual([
      [
        "curl http://127.0.0.1:3737/v1/chat/completions \\",
        '  -H "authorization: Bearer mdk_secret" \\',
        '  -H "content-type: application/json" \\',
        "  -d '{",
        '    "model": "ollama-local:qwen3:14b",',
        '    "messages": [{"role": "user", "content": "Hello"}]',
        "  }'",
      ].join("\n"),
    ]);
  });

  test("Claude Code is given the address without a version, and a model for its small calls", () => {
    expect(texts("claude-code")).toEqual([
      [
        "export ANTHROPIC_BASE_URL=http://127.0.0.1:3737",
        "export ANTHROPIC_AUTH_TOKEN=mdk_secret",
        "export ANTHROPIC_DEFAULT_HAIKU_MODEL=ollama-local:qwen3:14b",
        "claude --model ollama-local:qwen3:14b",
      ].join("\n"),
    ]);
  });

  test("Codex is given a provider of the Responses wire, its key outside of the file", () => {
    const [file, shell] = texts("codex");
    expect(file).toBe(
      [
        'model = "ollama-local:qwen3:14b"',
        'model_provider = "modeldocker"',
        'web_search = "disabled"',
        "",
        "[model_providers.modeldocker]",
        'name = "ModelDocker"',
        'base_url = "http://127.0.0.1:3737/v1"',
        'env_key = "MODELDOCKER_KEY"',
        'wire_api = "responses"',
      ].join("\n"),
    );
    expect(shell).toBe("export MODELDOCKER_KEY=mdk_secret\ncodex");
  });

  test("in PowerShell nothing of another shell is left", () => {
    const facts = { ...windows, model: "it's:7b" };
    const all = snippetKinds.flatMap((kind) => texts(kind, facts)).join("\n");
    expect(all).not.toMatch(/\bexport |\\\n/);
    expect(texts("claude-code", facts)[0]).toContain(
      "$env:ANTHROPIC_AUTH_TOKEN = 'mdk_secret'\n",
    );
    expect(texts("curl", facts)[0]).toMatch(
      /^'\{\s+"model": "it''s:7b",.*\}' \|\n {2}curl\.exe /s,
    );
  });

  test.each([
    'it\'s $(touch nothing) `id` "quoted" \\ 模型',
    "-rf; rm *",
    "a b\tc",
  ])("a model called %s stays one word of the shell", (model) => {
    const [text = ""] = texts("claude-code", { ...facts, model });
    const [, word = ""] = /claude --model (.*)$/s.exec(text) ?? [];
    const said = execFileSync("sh", ["-c", `printf %s ${word}`]);
    expect(said.toString()).toBe(model);
    const [curl = ""] = texts("curl", { ...facts, model });
    const [, body = ""] = /-d (.*)$/s.exec(curl) ?? [];
    const sent = execFileSync("sh", ["-c", `printf %s ${body}`]).toString();
    expect(JSON.parse(sent)).toMatchObject({ model });
  });
});

const windows: SnippetFacts = { ...facts, shell: "powershell" };
