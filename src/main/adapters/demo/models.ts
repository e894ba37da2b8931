import { modelRef } from "#shared/models/ids.ts";
import type { InstanceId } from "#shared/models/ids.ts";
import type { ModelDescriptor } from "#shared/models/descriptor.ts";

export type DemoStyle = "short" | "long" | "reasoning" | "failing";

/** How one simulated model behaves. */
export interface DemoModel {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly style: DemoStyle;
  readonly tokensPerSecond: number;
  /** Milliseconds before the first token. */
  readonly firstTokenMs: number;
}

export const demoModels: readonly DemoModel[] = [
  {
    id: "simulated-fast",
    name: "Simulated Fast",
    description:
      "Not a real model. Answers at once with a short prepared text, so that you can see the app at work.",
    style: "short",
    tokensPerSecond: 80,
    firstTokenMs: 150,
  },
  {
    id: "simulated-thorough",
    name: "Simulated Thorough",
    description:
      "Not a real model. A long prepared answer with headings, a table, code and mathematics.",
    style: "long",
    tokensPerSecond: 60,
    firstTokenMs: 400,
  },
  {
    id: "simulated-reasoning",
    name: "Simulated Reasoning",
    description:
      "Not a real model. Shows prepared thoughts first and then a prepared answer.",
    style: "reasoning",
    tokensPerSecond: 45,
    firstTokenMs: 600,
  },
  {
    id: "simulated-slow",
    name: "Simulated Slow",
    description:
      "Not a real model. Writes slowly, for trying out Stop and for working in two chats at once.",
    style: "long",
    tokensPerSecond: 20,
    firstTokenMs: 1_500,
  },
  {
    id: "simulated-unstable",
    name: "Simulated Unstable",
    description:
      "Not a real model. Breaks off in the middle, to show that partial text is kept.",
    style: "failing",
    tokensPerSecond: 60,
    firstTokenMs: 300,
  },
];

export function describeDemoModel(
  instance: InstanceId,
  model: DemoModel,
): ModelDescriptor {
  const { id, name, description, style } = model;
  const parameters = style === "reasoning" ? ["reasoning"] : [];
  return {
    ref: modelRef(instance, id),
    instance,
    id,
    name,
    description,
    contextLength: 32_768,
    maxOutputTokens: 4_096,
    inputModalities: ["text", "image", "file"],
    outputModalities: ["text"],
    supportedParameters: ["max_tokens", ...parameters],
    price: { input: "0", output: "0" },
    local: true,
    simulated: true,
  };
}
