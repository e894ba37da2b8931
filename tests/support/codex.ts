/** What Codex asks, field by field as its source writes it; only texts and the number of tools are less. */

const grammar = `start: begin_patch hunk+ end_patch
begin_patch: "*** Begin Patch" LF
end_patch: "*** End Patch" LF?
hunk: add_hunk | delete_hunk | update_hunk`;

const fn = (name: string, properties: object, more: object = {}) => ({
  type: "function",
  name,
  description: `The tool ${name}.`,
  strict: false,
  parameters: {
    type: "object",
    properties,
    additionalProperties: false,
  },
  ...more,
});
const text = { type: "string", description: "A text." };

const execCommand = fn("exec_command", { cmd: text, yield_time_ms: text });
const applyPatch = {
  type: "custom",
  name: "apply_patch",
  description:
    "Use the `apply_patch` tool to edit files. This is a FREEFORM tool, so do not wrap the patch in JSON.",
  format: { type: "grammar", syntax: "lark", definition: grammar },
};
const crm = {
  type: "namespace",
  name: "mcp__crm",
  description: "Customers and their orders.",
  tools: [
    fn("list_orders", { customer: text }),
    fn("cancel_order", { order: text }),
  ],
};
const collaboration = {
  type: "namespace",
  name: "collaboration",
  description: "Tools in the collaboration namespace.",
  tools: [
    fn("spawn_agent", { message: { ...text, encrypted: true } }),
    fn("wait_agent", { targets: { type: "array", items: text } }),
  ],
};
const exec = {
  type: "custom",
  name: "exec",
  description: "Runs raw JavaScript.",
  format: {
    type: "grammar",
    syntax: "lark",
    definition: "start: SOURCE\nSOURCE: /[\\s\\S]+/",
  },
};

const message = (role: string, said: string) => ({
  type: "message",
  role,
  content: [{ type: "input_text", text: said }],
});
const begun = [
  message(
    "developer",
    "<permissions instructions>Ask first.</permissions instructions>",
  ),
  message(
    "user",
    "<environment_context>\n<cwd>/src</cwd>\n</environment_context>",
  ),
  message("user", "Fix it."),
];

export interface CodexCall {
  readonly model: string;
  /** What followed the first turn: the items of its reply, and their outputs. */
  readonly history?: readonly object[];
  readonly stream?: boolean;
}

/** To a model that it does not know (`false`), or knows to take several calls a turn. */
export function codexRequest(
  { model, history = [], stream = true }: CodexCall,
  parallel: boolean,
): object {
  return {
    model,
    instructions: "You are a coding agent.",
    input: [...begun, ...history],
    tools: [
      execCommand,
      fn("write_stdin", { chars: text }),
      fn("update_plan", { plan: { type: "array", items: text } }),
      applyPatch,
      fn("view_image", { path: text }),
      crm,
    ],
    tool_choice: "auto",
    parallel_tool_calls: parallel,
    reasoning: { effort: "medium", summary: "auto" },
    store: false,
    stream,
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: "0199a213-81c0-7800-8aa1-bbab2a035a53",
    text: { verbosity: "low" },
    client_metadata: {
      "x-codex-installation-id": "b0a2d0f4-7f61-4b31-9c3e-5d8f1d1f3f9e",
    },
  };
}

/** To a model whose tools stand among the input. */
export function codexLiteRequest({
  model,
  history = [],
  stream = true,
}: CodexCall): object {
  return {
    model,
    input: [
      {
        type: "additional_tools",
        id: "at_5f0c",
        role: "developer",
        tools: [
          {
            type: "namespace",
            name: "functions",
            description: "",
            tools: [exec, fn("wait", { cell_id: text })],
          },
          collaboration,
        ],
      },
      message("developer", "You are a coding agent."),
      ...begun,
      ...history,
    ],
    tool_choice: "auto",
    parallel_tool_calls: false,
    reasoning: { effort: "high", summary: "auto", context: "all_turns" },
    store: false,
    stream,
    stream_options: { reasoning_summary_delivery: "sequential_cutoff" },
    include: ["reasoning.encrypted_content"],
    prompt_cache_key: "0199a213-81c0-7800-8aa1-bbab2a035a53",
    text: { verbosity: "low" },
    client_metadata: { thread_id: "0199a213", turn_id: "7" },
  };
}

/** The title of a session: a call without tools. */
export function codexTitleRequest(model: string): object {
  return {
    model,
    instructions: "Name the task.",
    input: [message("user", "Fix it.")],
    tools: [],
    tool_choice: "auto",
    parallel_tool_calls: false,
    reasoning: null,
    store: false,
    stream: true,
    include: [],
    text: {
      format: {
        type: "json_schema",
        strict: true,
        schema: {
          type: "object",
          properties: { title: { type: "string" } },
          required: ["title"],
          additionalProperties: false,
        },
        name: "codex_output_schema",
      },
    },
  };
}
