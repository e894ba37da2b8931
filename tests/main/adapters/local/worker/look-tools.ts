import type { PromptTools } from "#main/adapters/local/protocol.ts";

/** Two functions of which one's name begins the other's: one wants a text, one takes nothing. */
export const lookTools: PromptTools = {
  offered: [
    {
      name: "look",
      parameters: {
        properties: { at: { type: "string" } },
        required: ["at"],
      },
    },
    { name: "look_up", parameters: {} },
  ],
  choice: "auto",
  parallel: true,
};
