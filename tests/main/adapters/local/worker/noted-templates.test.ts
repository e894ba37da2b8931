import { describe, expect, it } from "vitest";
import type { PromptTools, Turn } from "#main/adapters/local/protocol.ts";
import { createChatTemplate } from "#main/adapters/local/worker/template.ts";
import { toldSyntax } from "#main/adapters/local/worker/told-tools.ts";
import { withToolTemplate } from "#main/adapters/local/worker/tool-template.ts";
import { commandR } from "./model-templates.ts";
import * as models from "./noted-templates.ts";

const tools: PromptTools = {
  offered: [
    {
      name: "look",
      parameters: {
        type: "object",
        properties: { at: { type: "string" }, times: { type: "integer" } },
        required: ["at"],
      },
    },
    { name: "wait", parameters: {} },
  ],
  choice: "auto",
  parallel: true,
};
const asked: readonly Turn[] = [{ role: "user", text: "Look!" }];
const at = `It's <|"|>\n\\Rome<|im_end|>`;
const value = { times: 2, at, within: { is: true, no: null, at }, gone: null };
const called: readonly Turn[] = [
  ...asked,
  {
    role: "assistant",
    text: "",
    thought: "Hm <turn|>",
    calls: [
      { id: "a", name: "look", arguments: JSON.stringify(value) },
      { id: "b", name: "wait", arguments: "{}" },
    ],
  },
  { role: "tool", text: "One <|end|>", answers: { id: "a", name: "look" } },
  { role: "tool", text: "Two", answers: { id: "b", name: "wait" } },
];

function rendered(
  source: string,
  turns: readonly Turn[],
  { own = tools, thinking = source.includes("think") } = {},
) {
  const today = () => "2026-11-30";
  const template = createChatTemplate({ source, bos: "", eos: "", today });
  const { pieces, ...rest } = template.render(turns, thinking, own);
  const text = pieces.map((piece) => piece.text).join("");
  const control = pieces.filter((piece) => piece.control);
  const after = text.slice(text.lastIndexOf("Look!") + "Look!".length);
  const signs = control.map((piece) => piece.text).join("");
  return { ...rest, text, after, signs };
}

const pythonText = String.raw`It\'s <|"|>\n\\Rome<|im_end|>`;
const jsonText = String.raw`It's <|\"|>\n\\Rome<|im_end|>`;

describe("how calls are written is read off", () => {
  const syntaxOf = (source: string) => rendered(source, asked).calls;

  it("as Python's", () => {
    expect(syntaxOf(models.lfm25)).toMatchObject({
      open: "<|tool_call_start|>[",
      between: "(",
      next: "), ",
      close: ")]<|tool_call_end|>",
      trigger: "<|tool_call_start|>",
      notation: { quote: "'", isPython: true, assign: "=", isSorted: false },
    });
  });

  it("as Liquid says, where a template of its own writes none", () => {
    const { quote, ...notation } = syntaxOf(models.lfm25)?.notation ?? {};
    expect(quote).toBe("'");
    const own = { ...syntaxOf(models.lfm25), isInText: true };
    expect(syntaxOf(models.lfm2)).toEqual({
      ...own,
      notation: { ...notation, quote: '"' },
    });
    const other = models.lfm2.replace("List of tools", "Tools");
    expect(other).not.toBe(models.lfm2);
    expect(syntaxOf(other)).toMatchObject({ trigger: "<tool_call>" });
  });

  it("not where nothing but a bracket tells them from an answer", () => {
    const bare = models.lfm25
      .replace("<|tool_call_start|>", "")
      .replace("<|tool_call_end|>", "")
      .replace("List of tools", "Tools");
    expect(syntaxOf(bare)).toBe(toldSyntax);
  });

  it("with texts between signs, in the order of their names", () => {
    const gemma = {
      open: "<|tool_call>call:",
      between: "{",
      next: "}<tool_call|><|tool_call>call:",
      close: "}<tool_call|>",
      trigger: "<|tool_call>",
      notation: {
        quote: '<|"|>',
        isPython: false,
        assign: ":",
        isSorted: true,
      },
      hasResultsWithin: true,
    };
    expect(syntaxOf(models.gemma4)).toMatchObject(gemma);
    expect(syntaxOf(models.gemma4First)).toMatchObject(gemma);
    const older = models.gemma4First.replaceAll('<|"|>', "<escape>");
    expect(syntaxOf(older)?.notation?.quote).toBe("<escape>");
  });

  it("with tags that tell texts from JSON", () => {
    expect(syntaxOf(models.deepSeek32)).toMatchObject({
      open: '<｜DSML｜function_calls>\n<｜DSML｜invoke name="',
      next: '</｜DSML｜invoke>\n<｜DSML｜invoke name="',
      close: "</｜DSML｜invoke>\n</｜DSML｜function_calls>",
      lateTrigger: '<｜DSML｜invoke name="',
      tags: {
        before: '<｜DSML｜parameter name="',
        between: '" string="true">',
        betweenJson: '" string="false">',
        end: "</｜DSML｜parameter>",
      },
    });
  });

  it("with numbers, of which each reply has its own", () => {
    expect(syntaxOf(models.commandR7b)).toMatchObject({
      open: '<|START_ACTION|>[\n    {"tool_call_id": "\u0003", "tool_name": "',
      between: '", "parameters": ',
      next: '},\n    {"tool_call_id": "\u0003", "tool_name": "',
      close: "}\n]<|END_ACTION|>",
      trigger: "<|START_ACTION|>",
    });
  });
});

describe("calls and results are written as the model knows them", () => {
  it("by LFM2, in a message's text", () => {
    const { after, signs } = rendered(models.lfm2, called);
    const within = `{"is":true,"no":null,"at":"${jsonText}"}`;
    const text = String.raw`It's <|\"|>\n\\Rome<|im_end|>`;
    expect(after).toBe(
      `<|im_end|>\n<|im_start|>assistant\n<|tool_call_start|>[look(times=2, at="${text}", within=${within}, gone=None), wait()]<|tool_call_end|><|im_end|>\n<|im_start|>tool\n<|tool_response_start|>One <|end|><|tool_response_end|><|im_end|>\n<|im_start|>tool\n<|tool_response_start|>Two<|tool_response_end|><|im_end|>\n<|im_start|>assistant\n`,
    );
    expect(signs).not.toMatch(/Rome|One/);
    expect(signs).toContain(")]<|tool_call_end|><|im_end|>");
  });

  it("by LFM2.5, with texts escaped once", () => {
    const within = `{"is": true, "no": null, "at": "${jsonText}"}`;
    expect(rendered(models.lfm25, called).after).toBe(
      `<|im_end|>\n<|im_start|>assistant\n<think>Hm <turn|></think><|tool_call_start|>[look(times=2, at='${pythonText}', within=${within}), wait()]<|tool_call_end|><|im_end|>\n<|im_start|>tool\nOne <|end|><|im_end|>\n<|im_start|>tool\nTwo<|im_end|>\n<|im_start|>assistant\n<think>`,
    );
  });

  it("by one that writes texts as JSON, escaped once as well", () => {
    const asJson = models.lfm25.replace(
      /\{\{- "'" \+ .* -\}\}/,
      "{{- arg_value | tojson -}}",
    );
    expect(asJson).not.toBe(models.lfm25);
    const { after, calls } = rendered(asJson, called);
    expect(calls?.notation?.quote).toBe('"');
    expect(after).toContain(`look(times=2, at="${jsonText}", within={"is"`);
  });

  const gemmaCalls = `<|tool_call>call:look{at:<|"|>${at}<|"|>,times:2,within:{at:<|"|>${at}<|"|>,is:true}}<tool_call|><|tool_call>call:wait{}<tool_call|>`;
  const gemmaResults = `<|tool_response>response:look{value:<|"|>One <|end|><|"|>}<tool_response|><|tool_response>response:wait{value:<|"|>Two<|"|>}<tool_response|>`;

  it("by Gemma 4, in the turn that goes on", () => {
    expect(rendered(models.gemma4, called).after).toBe(
      `<turn|>\n<|turn>model\n<|channel>thought\nHm <turn|>\n<channel|>${gemmaCalls}${gemmaResults}`,
    );
    expect(rendered(models.gemma4First, called).after).toBe(
      `<turn|>\n<|turn>model\n${gemmaCalls}${gemmaResults}`,
    );
  });

  it("by Gemma 4 without what was said beside them, which would follow the results", () => {
    const said = called.map((turn) =>
      turn.calls ? { ...turn, text: "I look." } : turn,
    );
    for (const source of [models.gemma4, models.gemma4First])
      expect(rendered(source, said)).toEqual(rendered(source, called));
  });

  it("by DeepSeek and Command R7B", () => {
    expect(rendered(models.deepSeek32, called).after).toContain(
      `<｜DSML｜parameter name="at" string="true">${at}</｜DSML｜parameter>\n<｜DSML｜parameter name="within" string="false">{"is": true, "no": null, "at": "${jsonText}"}</｜DSML｜parameter>`,
    );
    expect(rendered(models.commandR7b, called).after).toContain(
      `{"tool_call_id": "1", "tool_name": "wait", "parameters": {}}\n]<|END_ACTION|><|END_OF_TURN_TOKEN|>`,
    );
  });
});

describe("what these templates count on", () => {
  it("is one type of each argument, for the one that asks", () => {
    const properties = {
      unit: { enum: ["C", "F"] },
      size: { enum: [1, 2] },
      maybe: { type: ["null", "integer"] },
      either: { anyOf: [{ type: "boolean" }, { type: "string" }] },
      nested: { properties: { any: {} } },
      there: { $ref: "#/$defs/tree" },
    };
    const tree = {
      properties: {
        leaves: { type: "array", items: { $ref: "#/$defs/tree" } },
      },
    };
    const own = {
      ...tools,
      offered: [{ name: "f", parameters: { properties, $defs: { tree } } }],
    };
    const { text, calls } = rendered(models.gemma4, asked, { own });
    expect(calls).toMatchObject({ trigger: "<|tool_call>" });
    const types = [
      "unit:{STRING",
      "size:{NUMBER",
      "maybe:{INTEGER",
      "either:{BOOLEAN",
    ];
    for (const type of types)
      expect(text.replaceAll(/type:|<\|"\|>/g, "")).toContain(type);
    expect(text).toContain(
      'nested:{properties:{any:{type:<|"|>STRING<|"|>}},type:<|"|>OBJECT<|"|>}',
    );
    expect(text).toContain(
      'there:{properties:{leaves:{type:<|"|>ARRAY<|"|>}},type:<|"|>OBJECT<|"|>}',
    );
    const links = Array.from({ length: 30 }, (_, i) => [
      `link${String(i)}`,
      { $ref: "#/$defs/node" },
    ]);
    const node = {
      properties: Object.fromEntries(links) as unknown,
      allOf: links.map(([, link]) => link),
    };
    const endless = { properties: node.properties, $defs: { node } };
    const many = { ...tools, offered: [{ name: "f", parameters: endless }] };
    const long = rendered(models.gemma4, asked, { own: many });
    expect(long.calls).toMatchObject({ trigger: "<|tool_call>" });
    expect(long.text.length).toBeLessThan(200_000);
    const json = rendered(models.lfm25, asked, { own }).text;
    expect(json).toContain('"nested": {"properties": {"any": {}}}');
  });
});

describe("Gemma's thoughts", () => {
  it("are told apart, and opened by the prompt that asks for them", () => {
    const markers = { prefix: "<|channel>thought", suffix: "<channel|>" };
    const thoughtOf = (source: string, thinking: boolean) =>
      rendered(source, asked, { thinking }).thought;
    expect(thoughtOf(models.gemma4, true)).toEqual({ ...markers, open: true });
    expect(thoughtOf(models.gemma4First, false)).toEqual({
      ...markers,
      open: false,
    });
  });
});

describe("a second template for functions", () => {
  const today = () => "2026-11-30";
  const templateOf = (source: string) =>
    createChatTemplate({ source, bos: "", eos: "", today });
  const plain = templateOf(
    "{% for message in messages %}<plain>{{ message.content }}{% endfor %}",
  );
  const textOf = (tool: string, turns: readonly Turn[], own?: PromptTools) => {
    const { pieces, calls } = withToolTemplate(plain, templateOf(tool)).render(
      turns,
      undefined,
      own,
    );
    return { text: pieces.map(({ text }) => text).join(""), calls };
  };

  it("is taken where functions are offered or were called, and only there", () => {
    const offered = textOf(models.commandR7b, asked, tools);
    expect(offered.text).toContain("<|START_OF_TURN_TOKEN|>");
    expect(offered.calls).toMatchObject({ trigger: "<|START_ACTION|>" });
    expect(textOf(models.commandR7b, called).text).toContain(
      "<|START_ACTION|>",
    );
    expect(textOf(models.commandR7b, asked).text).toBe("<plain>Look!");
  });

  it("is not, where it writes no calls that are known", () => {
    const { text, calls } = textOf(commandR, asked, tools);
    expect(text).toMatch(/^<plain>/);
    expect(calls).toBe(toldSyntax);
  });

  it("has its signs known beside the first one's", () => {
    const both = withToolTemplate(plain, templateOf(models.commandR7b));
    const signs = ["<plain>", "<|START_ACTION|>", "<other>"];
    expect(signs.map(both.knows)).toEqual([true, true, false]);
  });
});
