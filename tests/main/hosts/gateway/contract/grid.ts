import {
  scenes,
  type Scene,
  type SceneName,
} from "#tests/support/upstream/scenes/scene.ts";
import {
  sceneKinds,
  type SceneKind,
} from "#tests/support/upstream/scenes/scene-kind.ts";
import {
  startSceneUpstream,
  type SceneUpstream,
} from "#tests/support/upstream/scenes/scene-upstream.ts";
import { aiSdkClients } from "./clients/ai-sdk.ts";
import { anthropicClient } from "./clients/anthropic.ts";
import { googleClient } from "./clients/google.ts";
import { openAiChatClient } from "./clients/openai-chat.ts";
import { openAiCompletionsClient } from "./clients/openai-completions.ts";
import { openAiResponsesClient } from "./clients/openai-responses.ts";
import type { Answer, ContractClient } from "./question.ts";

export interface Target {
  readonly id: SceneKind | "polyglot";
  readonly kind: SceneKind;
  readonly speaksAll: boolean;
}
export type TargetId = Target["id"];

/** Every kind of upstream, and one that speaks its clients' own dialects. */
export const targets: readonly Target[] = [
  ...sceneKinds.map((kind) => ({ id: kind, kind, speaksAll: false })),
  { id: "polyglot", kind: "openai", speaksAll: true },
];

/** Every client that the gateway promises to serve. */
export function contractClients(address: string): readonly ContractClient[] {
  return [
    openAiChatClient(address),
    openAiResponsesClient(address),
    openAiCompletionsClient(address),
    anthropicClient(address),
    googleClient(address),
    ...aiSdkClients(address),
  ];
}

/** Their names, known before there is a gateway. */
export const clientNames = contractClients("http://127.0.0.1").map(
  ({ name }) => name,
);

/** One simulated upstream of each kind, one more that speaks its clients' own dialects, and the instances by which the config names them. */
export async function startUpstreams() {
  const started = await Promise.all(
    targets.map(
      async ({ id, kind, speaksAll }) =>
        [id, kind, await startSceneUpstream(kind, { speaksAll })] as const,
    ),
  );
  return {
    upstreams: Object.fromEntries(
      started.map(([id, , upstream]) => [id, upstream]),
    ) as Record<TargetId, SceneUpstream>,
    instances: started.map(([id, kind, { baseUrl }]) => ({
      id,
      kind,
      ...(id === "polyglot" && { speaks: ["messages", "responses"] }),
      baseUrl,
      apiKey: { value: `sk-${id}` },
      retry: { maxAttempts: 1 },
    })),
    close: () => Promise.all(started.map(([, , upstream]) => upstream.close())),
  };
}

/** What a client must have understood of a scene, by what it and the upstream have words for. */
export function expectedOf(
  scene: SceneName,
  cell: {
    readonly client: ContractClient;
    readonly kind: SceneKind;
    readonly model: string;
  },
): Answer {
  const { client, kind, model } = cell;
  const {
    text,
    finish,
    usage,
    calls = [],
    reasoning = "",
  }: Scene = scenes[scene];
  const can = (ability: ContractClient["lacks"][number]) =>
    !client.lacks.includes(ability);
  return {
    model,
    text,
    reasoning: can("reasoning") ? reasoning : "",
    calls: calls.map(({ name, input }) => [name, input] as const),
    finish: calls.length > 0 ? "tool-calls" : finish,
    usage: {
      input: usage.input,
      output: usage.output,
      cached: kind === "ollama" ? 0 : usage.cached,
      reasoning:
        kind === "ollama" || kind === "anthropic" || !can("reasoningTokens")
          ? 0
          : usage.reasoning,
    },
  };
}

/** An answer in which what was not told is 0: some clients have no field for it. */
export function counted(answer: Answer): Answer {
  const { cached = 0, reasoning = 0 } = answer.usage;
  return { ...answer, usage: { ...answer.usage, cached, reasoning } };
}
