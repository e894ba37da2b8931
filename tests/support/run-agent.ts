import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import {
  blockText,
  snippet,
  type SnippetFacts,
} from "#renderer/screens/gateway/overview/snippets.ts";
import { temporaryFolder } from "./temporary-store.ts";

export const agents = {
  "claude-code": {
    variable: "MODELDOCKER_TEST_CLAUDE_CODE",
    more: '--allowedTools Bash -p "Say what the tide is."',
  },
  codex: {
    variable: "MODELDOCKER_TEST_CODEX",
    more: 'exec --skip-git-repo-check --dangerously-bypass-approvals-and-sandbox "Say what the tide is."',
  },
} as const;
export type AgentName = keyof typeof agents;

/** Where the real program is, if somebody has said so. */
export function agentBinary(agent: AgentName): string | undefined {
  return process.env[agents[agent].variable];
}

/** Pastes the Gateway screen's example into a shell of a new user, and goes on with a task. */
export async function runAgent(
  agent: AgentName,
  facts: Omit<SnippetFacts, "shell">,
): Promise<{ readonly said: string; readonly code: number | null }> {
  const home = temporaryFolder();
  const blocks = snippet(agent, { ...facts, shell: "posix" });
  const file = blocks.find(({ title }) => title === "codex-file");
  const shell = blocks.find((block) => block !== file);
  if (file) {
    await mkdir(join(home, ".codex"));
    await writeFile(join(home, ".codex/config.toml"), blockText(file));
  }
  const line = `${shell ? blockText(shell) : ""} ${agents[agent].more}`;
  const { PATH = "" } = process.env;
  const child = spawn("bash", ["-c", line], {
    cwd: home,
    env: {
      HOME: home,
      PATH: dirname(agentBinary(agent) ?? "") + delimiter + PATH,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (said += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  return { said, code };
}
