import type { ChatRequest } from "#shared/chat/request.ts";

const none: readonly string[] = [];

/**
 * Where a wire format names models beside the request's own: fallbacks, models that a tool asks, a kept
 * prompt that brings its model along. Some servers read names of fields without regard to case.
 */
const namesModels =
  /(?:model|deployment)s?(?:_?(?:name|id|list)s?)?$|fallback|^preset$/i;
/** LiteLLM writes whose failure leads to whom, by the model's name. */
const pairsModels = /fallback/i;
/** What a caller writes there is told to nobody who chooses models by it. */
const labels = /^(?:metadata|labels)$/i;

/**
 * Upstream ids of further models that a request may reach by fields that are passed on as they came, once
 * each. Schemas of functions and what was said hold none: there, names are words like any other.
 */
export function namedModels({
  extra,
  tools,
}: Pick<ChatRequest, "extra" | "tools">): readonly string[] {
  if (extra === undefined && tools === undefined) return none;
  const names = new Set<string>();
  for (const fields of [extra, ...(tools ?? []).map((tool) => tool.extra)])
    if (fields !== undefined) collect(fields, names);
  return names.size === 0 ? none : [...names];
}

function collect(fields: object, names: Set<string>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (labels.test(name)) continue;
    if (namesModels.test(name)) take(value, names);
    if (pairsModels.test(name)) takePairs(value, names);
    if (typeof value === "object" && value !== null) collect(value, names);
  }
}

function take(value: unknown, names: Set<string>): void {
  if (typeof value === "string") names.add(value);
  else if (Array.isArray(value)) for (const one of value) take(one, names);
}

function takePairs(value: unknown, names: Set<string>): void {
  if (Array.isArray(value)) for (const one of value) takePairs(one, names);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return;
  const fields = Object.entries(value);
  // A request of its own, whose fields are looked at like all others.
  if (fields.some(([name]) => namesModels.test(name))) return;
  for (const [name, others] of fields) {
    names.add(name);
    take(others, names);
  }
}
