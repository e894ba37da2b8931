import { arrayOf, isObject, objectOf, type JsonObject } from "../json.ts";

/** One of the objects in `tools`: how many functions it declares, and what it says beside them. */
interface ToolGroup {
  readonly functions: number;
  readonly own: JsonObject;
}

/** How Google's own caller grouped its tools, where not as all functions and then each of the others. */
export function groupsOf(
  tools: readonly JsonObject[],
): readonly ToolGroup[] | undefined {
  const groups = tools.map(({ functionDeclarations, ...own }) => {
    return { functions: arrayOf(functionDeclarations).length, own };
  });
  const isUsual = groups.every(({ functions, own }, i) =>
    i === 0 && functions > 0 ? Object.keys(own).length === 0 : functions === 0,
  );
  return isUsual ? undefined : groups;
}

/** The functions in such groups again; undefined where they are not the functions that were declared. */
export function inGroups(
  functions: readonly JsonObject[],
  groups: unknown,
): readonly JsonObject[] | undefined {
  let used = 0;
  const tools = arrayOf(groups)
    .filter(isObject)
    .map((group) => {
      const first = used;
      used += Number(group.functions);
      const declared = functions.slice(first, used);
      return {
        ...(declared.length > 0 ? { functionDeclarations: declared } : {}),
        ...objectOf(group.own),
      };
    });
  return tools.length > 0 && used === functions.length ? tools : undefined;
}
