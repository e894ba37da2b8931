import type { ChatRequest } from "#shared/chat/request.ts";

/**
 * The request without what it says of the use of tools where it has none. Clients say it always, and
 * upstreams refuse a choice among nothing.
 */
export function withoutIdleTools(request: ChatRequest): ChatRequest {
  const { tools, toolChoice, parallelToolCalls: _, ...others } = request;
  if (tools && tools.length > 0) return request;
  const mustCall = toolChoice === "required" || typeof toolChoice === "object";
  return mustCall ? { ...others, toolChoice } : others;
}
