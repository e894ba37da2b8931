import type { Heard } from "./heard.ts";
import type { Scene } from "./scene.ts";

/** How the tool is called that runs a command, by the agents that have one. */
const shells = [
  { name: "exec_command", input: { cmd: "printf tide-%d 42" } },
  { name: "Bash", input: { command: "printf tide-%d 42" } },
];

/** A model that has a command run and tells what it gave, which nobody knows who has not run it. */
export function agentTurn({ said, tools }: Heard): Scene {
  const usage = { input: 30, cached: 10, output: 12, reasoning: 0 };
  const result = said.findLast((one) => one.startsWith("result "));
  if (result !== undefined) {
    const [given = "nothing"] = /tide-\d+/.exec(result) ?? [];
    return { text: `It gave ${given}.`, finish: "stop", usage };
  }
  const shell = shells.find(({ name }) => tools.includes(name));
  const calls = shell ? [{ id: "call_shell", ...shell }] : [];
  return { text: "Looking.", finish: "stop", usage, calls };
}
