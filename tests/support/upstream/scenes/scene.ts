/** One answer of a model, told once and written in every wire format. */
export interface Scene {
  readonly reasoning?: string;
  readonly text: string;
  readonly calls?: readonly SceneCall[];
  readonly finish: "stop" | "length";
  readonly usage: SceneUsage;
  /** The stream breaks with an error after its text. */
  readonly breaks?: true;
}

export interface SceneCall {
  readonly id: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Input includes what was cached, output includes the reasoning. */
export interface SceneUsage {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

export const codexPatch =
  '*** Begin Patch\n*** Update File: a.ts\n@@\n-const a = "é";\n+const a = "🙂\\n";\n*** End Patch\n';

const usage = { input: 30, cached: 10, output: 12, reasoning: 0 };

/** By the name of the model that plays it. */
export const scenes = {
  text: { text: "Höhe: 12 °C, “naïve” 🙂.\nEnd.", finish: "stop", usage },
  cut: { text: "And so it went", finish: "length", usage },
  reasoning: {
    reasoning: "Seventeen times three is fifty-one.",
    text: "51",
    finish: "stop",
    usage: { ...usage, reasoning: 7 },
  },
  tools: {
    text: "Looking both up.",
    calls: [
      { id: "call_tide", name: "get_tide", input: { port: "Brest", day: 2 } },
      { id: "call_wind", name: "get_wind", input: {} },
    ],
    finish: "stop",
    usage,
  },
  /** Of Codex's tools, as a model calls what stands in for them. */
  codex: {
    text: "On it.",
    calls: [
      { id: "call_shell", name: "exec_command", input: { cmd: "ls" } },
      { id: "call_patch", name: "apply_patch", input: { input: codexPatch } },
      {
        id: "call_crm",
        name: "mcp__crm__list_orders",
        input: { customer: "c1" },
      },
    ],
    finish: "stop",
    usage,
  },
  /** Of those that it gives to models for which it runs code. */
  "codex-lite": {
    text: "On it.",
    calls: [
      { id: "call_exec", name: "exec", input: { input: 'text("é 🙂")\n' } },
      {
        id: "call_agent",
        name: "collaboration__spawn_agent",
        input: { message: "Look." },
      },
    ],
    finish: "stop",
    usage,
  },
  structured: { text: '{"height":12}', finish: "stop", usage },
  breaks: { text: "Half a ", finish: "stop", usage, breaks: true },
} as const satisfies Record<string, Scene>;

export type SceneName = keyof typeof scenes;

export function sceneOf(model: string): Scene | undefined {
  return Object.hasOwn(scenes, model) ? scenes[model as SceneName] : undefined;
}

/** A text in pieces that cut words and surrogate pairs' neighbours apart. */
export function pieces(text: string): readonly string[] {
  return text.match(/.{1,4}/gsu) ?? [];
}
