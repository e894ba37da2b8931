import type { InstanceView } from "#shared/models/instance.ts";

/** Where an account is topped up, by the host that its calls go to. */
const pages: Readonly<Record<string, string>> = {
  "openrouter.ai": "https://openrouter.ai/settings/credits",
  "api.openai.com":
    "https://platform.openai.com/settings/organization/billing/overview",
  "api.anthropic.com": "https://console.anthropic.com/settings/billing",
  "api.deepseek.com": "https://platform.deepseek.com/top_up",
  "api.groq.com": "https://console.groq.com/settings/billing",
};

/** The host of a kind that needs no address. */
const usualHosts: Readonly<Partial<Record<InstanceView["kind"], string>>> = {
  openrouter: "openrouter.ai",
  anthropic: "api.anthropic.com",
};

/** The page where credit is added to an instance's account, where it is known. */
export function creditPage({
  kind,
  baseUrl,
}: Pick<InstanceView, "kind" | "baseUrl">): string | undefined {
  const host =
    baseUrl === undefined ? usualHosts[kind] : URL.parse(baseUrl)?.hostname;
  return host === undefined ? undefined : pages[host];
}
