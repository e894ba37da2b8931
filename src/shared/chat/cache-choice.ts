import { z } from "zod";

/** When a repeat is answered from the cache: never, where the answer is fixed, or always. */
export const cacheModes = ["off", "deterministic", "always"] as const;
/** When repeats are answered from the cache. */
export type CacheMode = (typeof cacheModes)[number];

/** What a chat or a comparison wants of the cache; `settings` follows the user's settings. */
export const cacheChoices = ["settings", ...cacheModes] as const;
export const cacheChoiceSchema = z.enum(cacheChoices);
export type CacheChoice = z.infer<typeof cacheChoiceSchema>;

/** What one call wants of it; absent fields follow the chat, then the settings. */
export const cacheWishSchema = z.object({
  mode: z.enum(cacheModes).optional(),
  /** True: the upstream is asked anew, and its answer replaces the kept one. */
  refresh: z.boolean().optional(),
});
