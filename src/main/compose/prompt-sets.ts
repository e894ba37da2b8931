import { createAnswerChecker } from "#main/adapters/prompt-sets/answer-checker.ts";
import { createRowReader } from "#main/adapters/prompt-sets/row-reader.ts";
import type { ChatService } from "#main/services/chat/chat.ts";
import {
  createPromptSetService,
  type PromptSetService,
} from "#main/services/prompt-sets/prompt-sets.ts";
import type { Registry } from "#main/services/registry/registry.ts";
import { estimateReply } from "#main/services/replies/estimate.ts";
import type { Context } from "./context.ts";

/** Lists of prompts over several models. */
export function composePromptSets(
  context: Context,
  parts: { readonly chat: ChatService; readonly registry: Registry },
): PromptSetService {
  const { clock } = context;
  const { promptSets } = context.store;
  return createPromptSetService({
    ...context,
    ...parts,
    promptSets,
    reader: createRowReader(),
    checker: createAnswerChecker(),
    estimateReply: (use) => estimateReply(use, { ...parts, clock }),
  });
}
