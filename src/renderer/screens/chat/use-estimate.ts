import { useEffect, useState } from "react";
import type { Parameters } from "#shared/chat/parameters.ts";
import { client } from "#renderer/rpc/client.ts";
import type { CostEstimate } from "#renderer/stores/chat-estimate.ts";

const delayMs = 300;
/** Characters that make no difference worth a call. */
const grain = 50;

/** What the next message would cost, asked again when something that matters changes. */
export function useEstimate({
  conversationId,
  parentId,
  model,
  characters,
  parameters,
  systemPrompt,
  active,
}: {
  readonly conversationId: string;
  readonly parentId: string | undefined;
  readonly model: string | undefined;
  readonly characters: number;
  readonly parameters: Parameters;
  readonly systemPrompt: string;
  /** False while a reply streams: it will change the answer. */
  readonly active: boolean;
}): CostEstimate {
  const [estimate, setEstimate] = useState<CostEstimate>({});
  const rough = Math.ceil(characters / grain) * grain;
  const promptLength = systemPrompt.length;
  const { maxTokens } = parameters;
  useEffect(() => {
    if (model === undefined || !active) return undefined;
    let stale = false;
    const timer = setTimeout(() => {
      client.chat
        .estimate({
          conversationId,
          ...(parentId === undefined ? {} : { parentId }),
          characters: rough,
          models: [model],
        })
        .then(
          (found) => !stale && setEstimate(found),
          // No estimate is no reason to disturb anyone.
          () => !stale && setEstimate({}),
        );
    }, delayMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [conversationId, parentId, model, rough, promptLength, maxTokens, active]);
  return estimate;
}
