import { modelWithTemplate } from "./template-model.ts";

const source =
  "{% for message in messages %}{{'<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n'}}{% endfor %}{% if add_generation_prompt %}<|im_start|>bot\n<think>\n{% endif %}{#</think>#}";

/** The model with a chat template that opens a thought before each reply. */
export function thinkingModel(): string {
  return modelWithTemplate(source);
}
