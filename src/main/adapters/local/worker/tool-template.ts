import { isOfCalls, type ChatTemplate } from "./template.ts";

/**
 * Some files bring a second template, for conversations with functions. It is taken for these where it writes
 * calls in a way that is known here; others would have their model call what nobody offers.
 */
export function withToolTemplate(
  template: ChatTemplate,
  forTools: ChatTemplate,
): ChatTemplate {
  return {
    get writesCalls() {
      return template.writesCalls || forTools.writesCalls;
    },
    knows: (sign) => template.knows(sign) || forTools.knows(sign),
    render(turns, thinking, tools) {
      const isOfTools = tools !== undefined || turns.some(isOfCalls);
      const own = isOfTools && forTools.writesCalls ? forTools : template;
      return own.render(turns, thinking, tools);
    },
  };
}
