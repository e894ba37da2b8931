/** What Claude Code asks, field by field as it was seen; only texts and the number of tools are less. */

const cached = { type: "ephemeral", ttl: "1h" };
const schema = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  properties: { command: { type: "string", description: "A command." } },
  required: ["command"],
  additionalProperties: false,
};
const reminder = (content: string) => ({
  role: "system",
  clear_at: "next_user_message",
  content,
});

export interface ClaudeCodeCall {
  readonly model: string;
  readonly stream?: boolean;
  /** Newer models decide themselves how much they think, older ones have a budget. */
  readonly thinking?: object;
}

export function claudeCodeRequest({
  model,
  stream = true,
  thinking = { type: "adaptive", display: "updates" },
}: ClaudeCodeCall): object {
  return {
    model,
    max_tokens: 32_000,
    stream,
    system: [
      { type: "text", text: "x-anthropic-billing-header: cc_version=2.1" },
      {
        type: "text",
        text: "You are Claude Code.",
        cache_control: { ...cached, scope: "global" },
      },
    ],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "<system-reminder>Today.</system-reminder>" },
          { type: "text", text: "Fix it.", cache_control: cached },
        ],
      },
      { role: "system", content: "The workspace is /src." },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "", signature: "c2lnbmVk" },
          { type: "text", text: "Looking." },
          {
            type: "tool_use",
            id: "toolu_01",
            name: "Bash",
            input: { command: "ls" },
            caller: { type: "direct" },
          },
        ],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "toolu_01",
            content: "a.ts",
            is_error: false,
            cache_control: cached,
          },
        ],
      },
      reminder("Be quick."),
    ],
    tools: [
      {
        name: "Bash",
        description: "Runs a command.",
        input_schema: schema,
        eager_input_streaming: true,
      },
      {
        name: "get_tide",
        description: "From a server of the user's.",
        input_schema: { type: "object", properties: {} },
        defer_loading: true,
        cache_control: cached,
      },
    ],
    metadata: { user_id: '{"device_id":"d","session_id":"s"}' },
    thinking,
    context_management: {
      edits: [{ type: "clear_thinking_20251015", keep: "all" }],
    },
    output_config: { effort: "high" },
    diagnostics: { previous_message_id: "msg_01" },
  };
}
